package dev.sallyport.app;

import dev.sallyport.core.account.SignInPrompt;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.shell.MfaSheet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.core.exception.AbortedException;

/** Asks in the window what a sign-in needs of a person, and after a refusal not again until that person wants it. */
final class WindowPrompt implements SignInPrompt {
    private final Background background;
    private final Overlay overlay;
    private volatile boolean declined;
    private volatile boolean closed;

    WindowPrompt(Background background, Overlay overlay) {
        this.background = background;
        this.overlay = overlay;
    }

    @Override
    public String mfaCode(String serial) {
        if (declined) {
            throw SignInPrompt.unanswered(serial);
        }
        CompletableFuture<String> answer = new CompletableFuture<>();
        background.show(() -> {
            if (closed) {
                answer.complete("");
            } else {
                MfaSheet.open(overlay, serial, answer);
            }
        });
        try {
            String code = answer.get();
            if (code.isEmpty()) {
                declined = true;
                throw SignInPrompt.unanswered(serial);
            }
            return code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("Interrupted while a code was waited for", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** The person wants to be asked again. */
    void again() {
        declined = false;
    }

    /** The window goes over to another account: who waits for an answer gets none. On the interface thread. */
    void close() {
        closed = true;
        declined = true;
        overlay.close();
    }
}
