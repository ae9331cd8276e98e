package dev.sallyport.core.decrypt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands between the markers, as {@code assets/functions/encrypt-fields/seal.mjs} describes it: one block for the
 * key's holder, or a wrapped data key and what it sealed.
 */
sealed interface SealedBody {

    /** The bytes that the key's holder must open: the envelope, or the data key. */
    byte[] block();

    /** The envelope, given what the holder made of {@link #block}. */
    byte[] envelope(byte[] opened) throws CannotOpen;

    /** The envelope itself fits into the key. */
    final class Direct implements SealedBody {
        private final byte[] block;

        private Direct(byte[] block) {
            this.block = block;
        }

        @Override
        public byte[] block() {
            return block;
        }

        @Override
        public byte[] envelope(byte[] opened) {
            return opened;
        }
    }

    /** The key opens a data key of AES-256-GCM. */
    final class Wrapped implements SealedBody {
        private static final int IV = 12;

        private final byte[] block;
        private final byte[] additional;
        private final byte[] ivAndTagged;

        private Wrapped(byte[] block, byte[] additional, byte[] ivAndTagged) {
            this.block = block;
            this.additional = additional;
            this.ivAndTagged = ivAndTagged;
        }

        @Override
        public byte[] block() {
            return block;
        }

        @Override
        public byte[] envelope(byte[] dataKey) throws CannotOpen {
            if (ivAndTagged.length < IV) {
                throw corrupt("The ciphertext is cut short.");
            }
            try {
                Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
                GCMParameterSpec iv = new GCMParameterSpec(128, ivAndTagged, 0, IV);
                cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(dataKey, "AES"), iv);
                cipher.updateAAD(additional);
                return cipher.doFinal(ivAndTagged, IV, ivAndTagged.length - IV);
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                throw corrupt("The ciphertext was changed after it was sealed.");
            } finally {
                Arrays.fill(dataKey, (byte) 0);
            }
        }
    }

    /** Reads the text between the markers. */
    static SealedBody parse(String body) throws CannotOpen {
        if (!body.startsWith("v1.")) {
            return new Direct(base64(body));
        }
        int dot = body.indexOf('.', 3);
        if (dot < 0) {
            throw corrupt("The ciphertext is cut short.");
        }
        byte[] additional = body.substring(0, dot + 1).getBytes(StandardCharsets.US_ASCII);
        return new Wrapped(base64(body.substring(3, dot)), additional, base64(body.substring(dot + 1)));
    }

    private static byte[] base64(String text) throws CannotOpen {
        String plain = text.replaceAll("[\\r\\n]", "").replace('-', '+').replace('_', '/');
        try {
            byte[] bytes = Base64.getDecoder().decode(plain);
            if (bytes.length > 0) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw corrupt("What stands between the markers is not base64.");
        }
        throw corrupt("There is nothing between the markers.");
    }

    private static CannotOpen corrupt(String reason) {
        return new CannotOpen(FieldStatus.CORRUPT, reason);
    }
}
