package dev.sallyport.core.decrypt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands between the markers, as {@code assets/functions/shared/seal.mjs} describes it: one block for the
 * key's holder, or a wrapped data key and what it sealed.
 */
sealed interface SealedBody {

    /** The bytes that the key's holder must open: the envelope, or the data key. */
    byte[] block();

    /** How else than expected it was written, a sentence; else empty. */
    default String note() {
        return "";
    }

    /** The envelope, given what the holder made of {@link #block}. */
    byte[] envelope(byte[] opened) throws CannotOpen;

    /** The envelope itself fits into the key. */
    final class Direct implements SealedBody {
        private final byte[] block;
        private final String note;

        private Direct(byte[] block, String note) {
            this.block = block;
            this.note = note;
        }

        @Override
        public String note() {
            return note;
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
            return direct(body);
        }
        int dot = body.indexOf('.', 3);
        if (dot < 0) {
            throw corrupt("The ciphertext is cut short.");
        }
        byte[] additional = body.substring(0, dot + 1).getBytes(StandardCharsets.US_ASCII);
        return new Wrapped(base64(body.substring(3, dot)), additional, base64(body.substring(dot + 1)));
    }

    /** What an RSA key of a usual size seals, in bytes. */
    Set<Integer> BLOCKS = Set.of(128, 256, 384, 512);

    private static SealedBody direct(String body) throws CannotOpen {
        String text = body.strip();
        if (BLOCKS.contains(text.length() / 2) && text.matches("([0-9a-fA-F]{2})+")) {
            return new Direct(HexFormat.of().parseHex(text), "It was written in hexadecimal, not in base64.");
        }
        byte[] block = base64(text);
        String inside = new String(block, StandardCharsets.ISO_8859_1);
        if (!BLOCKS.contains(block.length) && inside.matches("[A-Za-z0-9+/_\\-\\s]+={0,2}\\s*")) {
            byte[] again = base64(inside);
            if (BLOCKS.contains(again.length)) {
                return new Direct(again, "It was written in base64 twice.");
            }
        }
        boolean spaced = text.indexOf(' ') >= 0 && fits(text);
        return new Direct(block, spaced ? "Spaces stood where base64 has plus signs, as form decoders make of them." : "");
    }

    /** Line breaks mean nothing; a space stands for a plus sign where that gives the length of a block. */
    private static byte[] base64(String text) throws CannotOpen {
        String lines = text.replaceAll("[\\r\\n\\t]", "").replace('-', '+').replace('_', '/');
        String plus = lines.replace(' ', '+');
        String without = lines.replace(" ", "");
        String plain = !fits(plus) && fits(without) ? without : plus;
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

    private static boolean fits(String base64) {
        return BLOCKS.contains(base64.replaceAll("[=\\r\\n\\t]", "").length() * 3 / 4);
    }

    private static CannotOpen corrupt(String reason) {
        return new CannotOpen(FieldStatus.CORRUPT, reason);
    }
}
