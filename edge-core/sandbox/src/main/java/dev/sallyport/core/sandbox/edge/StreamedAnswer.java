package dev.sallyport.core.sandbox.edge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.sandbox.http.Headers;
import dev.sallyport.core.sandbox.http.Response;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * What a function streams behind a function URL whose invoke mode is RESPONSE_STREAM: the response begins with its first
 * piece and is sent as it comes.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html">Response streaming</a>
 */
final class StreamedAnswer implements Response.Pieces {
    private enum Last {
        END,
        BROKEN
    }

    /** A piece, or how it ended. */
    private record Part(SdkBytes bytes, @Nullable Last last) {}

    private final CompletableFuture<Response> begun = new CompletableFuture<>();
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();

    private StreamedAnswer() {}

    /** Work that gives its pieces away and ends with an answer, which counts where there were no pieces. */
    interface Work {
        Response run(Consumer<JsonNode> pieces);
    }

    /**
     * The answer as soon as it begins.
     *
     * @param work run in a thread of its own, which {@code within} prepares
     * @param otherwise what is answered where the work fails before the first piece
     */
    static Response of(Work work, Consumer<Runnable> within, Supplier<Response> otherwise) {
        StreamedAnswer answer = new StreamedAnswer();
        Thread.ofVirtual().name("streamed-answer").start(() -> within.accept(() -> answer.fill(work, otherwise)));
        try {
            return answer.begun.join();
        } catch (CompletionException e) {
            return otherwise.get();
        }
    }

    private void fill(Work work, Supplier<Response> otherwise) {
        Last last = Last.BROKEN;
        try {
            Response response = work.run(this::take);
            // One that was begun is not taken back.
            begun.complete(response);
            last = response.status() < 500 ? Last.END : Last.BROKEN;
        } finally {
            begun.complete(otherwise.get());
            parts.add(new Part(SdkBytes.fromByteArrayUnsafe(new byte[0]), last));
        }
    }

    private void take(JsonNode message) {
        if (message.has("part")) {
            byte[] bytes = Base64.getDecoder().decode(message.path("part").asText());
            parts.add(new Part(SdkBytes.fromByteArrayUnsafe(bytes), null));
            return;
        }
        JsonNode head = message.path("head");
        List<Headers.Line> lines = new ArrayList<>();
        head.path("headers").properties().forEach(header ->
                lines.add(new Headers.Line(header.getKey(), header.getValue().asText())));
        head.path("cookies").forEach(cookie -> lines.add(new Headers.Line("Set-Cookie", cookie.asText())));
        Headers headers = new Headers(lines);
        if (!headers.has("Content-Type")) {
            headers = headers.plus("Content-Type", "application/octet-stream");
        }
        begun.complete(Response.streamed(head.path("statusCode").asInt(200), headers, this));
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        try {
            Part part = parts.take();
            if (part.last() == Last.BROKEN) {
                throw new IOException("the function failed while it streamed");
            }
            return part.last() == Last.END ? null : part.bytes().asByteArrayUnsafe();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("ended while it streamed");
        }
    }
}
