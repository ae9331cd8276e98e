package dev.sallyport.views.decrypt;

import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.Deadline;
import dev.sallyport.views.kit.Desk;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javafx.scene.input.Clipboard;
import org.jspecify.annotations.Nullable;

/** Puts a plaintext on the clipboard for a while; what somebody else put there since is left alone. */
final class SecretClip {
    /** As long as a value stays on the screen. */
    static final Duration FOR = Duration.ofSeconds(DecryptPresenter.SECONDS);

    private final Desk desk;
    private byte @Nullable [] digest;
    private Background.@Nullable Running clearing;

    SecretClip(Desk desk) {
        this.desk = desk;
    }

    void copy(String value) {
        stop();
        Copy.text(value);
        // What is there can be spelled otherwise than the value.
        String put = Clipboard.getSystemClipboard().getString();
        digest = put == null ? null : digest(put);
        Deadline end = desk.activity().deadline(FOR);
        clearing = desk.background().every(Duration.ofSeconds(1), () -> {
            if (end.isOver()) {
                clear();
            }
        });
        desk.activity().done("Value copied. The clipboard is cleared in " + FOR.toSeconds() + " s.");
    }

    private void stop() {
        if (clearing != null) {
            clearing.cancel();
            clearing = null;
        }
    }

    /** Takes a value that is still there off the clipboard. */
    void clear() {
        stop();
        String there = Clipboard.getSystemClipboard().getString();
        if (there != null && digest != null && MessageDigest.isEqual(digest, digest(there))) {
            Clipboard.getSystemClipboard().clear();
        }
        digest = null;
    }

    /** The value itself would stay in the heap. */
    private static byte[] digest(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
