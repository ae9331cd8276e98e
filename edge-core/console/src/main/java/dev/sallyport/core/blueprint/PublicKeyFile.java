package dev.sallyport.core.blueprint;

import dev.sallyport.core.GivenFile;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an RSA public key from a PEM file: SubjectPublicKeyInfo, {@code PUBLIC KEY} of RFC 7468. */
public final class PublicKeyFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]++)-----END PUBLIC KEY-----");
    private static final int LARGEST = 64 * 1024;
    private static final int LEAST_BITS = 2048;

    private PublicKeyFile() {}

    /**
     * The key, as KMS's GetPublicKey gives one.
     *
     * @throws SallyportException {@code SP-PUBLIC-KEY} where the file holds none that fields can be sealed for
     */
    public static byte[] read(String name) {
        try {
            Path file = Path.of(name);
            if (Files.size(file) > LARGEST) {
                throw bad(name, "is larger than any PEM key");
            }
            Matcher block = BLOCK.matcher(new String(GivenFile.read(file, LARGEST), StandardCharsets.ISO_8859_1));
            if (!block.find()) {
                throw bad(name, "holds no public key in PEM form");
            }
            byte[] spki = Base64.getMimeDecoder().decode(block.group(1));
            RSAPublicKey key =
                    (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki));
            if (key.getModulus().bitLength() < LEAST_BITS) {
                throw bad(name, "holds an RSA key of " + key.getModulus().bitLength() + " bits, fewer than 2,048");
            }
            return spki;
        } catch (IOException | InvalidPathException e) {
            throw bad(name, "cannot be read").causedBy(e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw bad(name, "holds no RSA public key").causedBy(e);
        }
    }

    private static SallyportException bad(String file, String what) {
        return SallyportException.badInput(
                "SP-PUBLIC-KEY",
                "The public key file " + file + " " + what + ".",
                "Write one with openssl pkey -pubout, from an RSA key of 2,048 bits or more.");
    }
}
