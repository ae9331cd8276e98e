package dev.sallyport.core.decrypt;

import dev.sallyport.core.SallyportException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an RSA private key: PKCS #8 ({@code PRIVATE KEY}, RFC 7468) or PKCS #1 ({@code RSA PRIVATE KEY}, RFC 8017). */
final class PemFile {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ((?:RSA )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]++)-----END \\1-----");
    /** AlgorithmIdentifier of rsaEncryption, after the version 0. */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int LARGEST = 64 * 1024;

    private PemFile() {}

    /**
     * The key in {@code file}.
     *
     * @throws SallyportException {@code SP-PRIVATE-KEY} when it cannot be read or holds no such key
     */
    static PrivateKey read(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw bad(file, "is larger than any PEM key");
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            Matcher block = BLOCK.matcher(text);
            if (!block.find()) {
                boolean locked = text.contains("ENCRYPTED");
                throw bad(file, locked ? "is protected by a passphrase" : "holds no RSA private key in PEM form");
            }
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            byte[] pkcs8 = block.group(1).startsWith("RSA") ? wrapped(der) : der;
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        } catch (IOException e) {
            throw bad(file, "cannot be read").causedBy(e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw bad(file, "holds no usable RSA private key").causedBy(e);
        }
    }

    private static byte[] wrapped(byte[] pkcs1) {
        return element(0x30, concatenated(RSA, element(0x04, pkcs1)));
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] length = content.length < 0x80
                ? new byte[] {(byte) content.length}
                : new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return concatenated(new byte[] {(byte) tag}, length, content);
    }

    private static byte[] concatenated(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static SallyportException bad(Path file, String what) {
        return SallyportException.badInput(
                "SP-PRIVATE-KEY",
                "The private key file " + file + " " + what + ".",
                "Name a PEM file: openssl pkcs8 -topk8 -nocrypt -in KEY -out KEY.pem writes one.");
    }
}
