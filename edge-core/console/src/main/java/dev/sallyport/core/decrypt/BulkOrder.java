package dev.sallyport.core.decrypt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAKey;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * A file to open into another.
 *
 * @param source a regular file
 * @param out where the opened document goes
 * @param ring the keys
 * @param reveal who, why, and which members; the offsets say nothing here
 * @param isListed whether a list of the fields is kept
 */
public record BulkOrder(Path source, Path out, KeyRing ring, Reveal reveal, boolean isListed) {

    /** Which file it is now: another one, and one that was written since, is not the same. */
    String sourceNow() throws IOException {
        BasicFileAttributes file = Files.readAttributes(source, BasicFileAttributes.class);
        return source.toRealPath() + " " + file.size() + " " + file.lastModifiedTime() + " " + file.fileKey();
    }

    /** Which keys under which markers, and what else decides what the document becomes, as a hash. */
    String keys() {
        StringBuilder all = new StringBuilder();
        ring.keys().forEach((marker, keys) -> {
            all.append(marker).append('\n');
            for (RingKey key : keys) {
                all.append(key.name()).append(' ').append(key.algorithm());
                if (key instanceof RingKey.Local local) {
                    all.append(' ').append(local.mgf1());
                    if (local.key() instanceof RSAKey rsa) {
                        all.append(' ').append(rsa.getModulus());
                    }
                }
                all.append('\n');
            }
        });
        all.append(new TreeSet<>(reveal.members())).append(isListed);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
