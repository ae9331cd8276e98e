package dev.sallyport.core.sandbox.kms;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.SignatureException;

/** ECDSA as KMS does it: over a digest, the signature in DER (ANS X9.62). */
final class Ecdsa {
    private Ecdsa() {}

    static boolean signs(String algorithm) {
        return algorithm.startsWith("ECDSA_");
    }

    static byte[] sign(KeyPair pair, byte[] digest) {
        try {
            Signature signature = Signature.getInstance("NONEwithECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(digest);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ECDSA refused to sign", e);
        }
    }

    static boolean verify(KeyPair pair, byte[] digest, byte[] given) {
        try {
            Signature signature = Signature.getInstance("NONEwithECDSA");
            signature.initVerify(pair.getPublic());
            signature.update(digest);
            return signature.verify(given);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("ECDSA refused to verify", e);
        }
    }
}
