package dev.sallyport.core.masking;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the short marks by which equal masked values are known as equal: the first 24 bits of HMAC-SHA-256 under a
 * random key of the home folder, {@code masking.key}, 0600. Without the key nobody can try out values, however short,
 * on what was exported; who may read the key may read the logs beside it. 24 bits tell values of one view apart and
 * prove none.
 */
final class MaskKey {
    private static final Logger LOG = LoggerFactory.getLogger(MaskKey.class);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    private static final int MARK = 3;

    private final Home home;
    private @Nullable SecretKeySpec key;

    /** Nothing is read or made before the first mark. */
    MaskKey(Home home) {
        this.home = home;
    }

    /** Six hexadecimal digits. */
    String mark(String value) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key());
            return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)), 0, MARK);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
        }
    }

    private synchronized SecretKeySpec key() {
        SecretKeySpec known = key;
        if (known == null) {
            known = new SecretKeySpec(bytes(), ALGORITHM);
            key = known;
        }
        return known;
    }

    private byte[] bytes() {
        byte[] fresh = new byte[BYTES];
        new SecureRandom().nextBytes(fresh);
        try {
            Path file = home.folder(".").normalize().resolve("masking.key");
            if (!Files.exists(file)) {
                // Created 0600 on POSIX file systems.
                Path draft = Files.createTempFile(file.getParent(), Home.DRAFT, "");
                try {
                    Files.write(draft, fresh);
                    Files.move(draft, file);
                } catch (FileAlreadyExistsException another) {
                    LOG.debug("another process made the key of masks");
                } finally {
                    Files.deleteIfExists(draft);
                }
            }
            byte[] kept = Files.readAllBytes(file);
            if (kept.length == BYTES) {
                return kept;
            }
            LOG.info("masking.key has {} bytes; marks are of this process alone", kept.length);
        } catch (IOException | SallyportException e) {
            LOG.info("masking.key cannot be kept; marks are of this process alone: {}", e.getMessage());
        }
        return fresh;
    }
}
