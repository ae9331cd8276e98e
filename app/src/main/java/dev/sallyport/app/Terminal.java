package dev.sallyport.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.PlainText;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.confine.StandardOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Standard streams, kept apart as the contract asks: data to one, everything else to the other. Text that a terminal would
 * obey never reaches one.
 */
final class Terminal {
    /** The terminal that the process belongs to, whatever its streams are (POSIX, "/dev/tty"). */
    private static final Path DEVICE = Path.of("/dev/tty");

    private static final Pattern NEXT_LINE = Pattern.compile("\n(?! {4})");

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    /** One for all questions: what it has read ahead are the next answers. */
    private final BufferedReader answers;

    private boolean isDocument;

    Terminal(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** The same with data going to {@code data}, and nobody to ask. */
    Terminal printingTo(OutputStream data) {
        return new Terminal(InputStream.nullInputStream(), new PrintStream(data, false, StandardCharsets.UTF_8), err);
    }

    /** What is piped in; from then on a person is asked at the terminal itself. */
    InputStream in() {
        isDocument = true;
        return in;
    }

    /** One JSON document on one line. */
    void json(Object document) {
        try {
            // Only inside strings can there be such characters, and there an escape means the same.
            out.println(PlainText.of(Json.MAPPER.writeValueAsString(document)));
            out.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One JSON document on one line that is too long to be held: {@code items} stand between the other two, with commas. */
    void json(String before, Iterator<String> items, String after) {
        out.print(before);
        while (items.hasNext()) {
            out.print(PlainText.of(items.next()));
            out.print(items.hasNext() ? "," : "");
        }
        out.println(after);
        out.flush();
    }

    /** One line of data. What follows a line feed stands further in, so that no text of others passes for the next line. */
    void line(String text) {
        out.println(indented(text));
        out.flush();
    }

    /** Several lines of data that are whole in themselves, such as a document of ours. */
    void text(String lines) {
        out.println(PlainText.of(lines));
        out.flush();
    }

    private static String indented(String text) {
        return NEXT_LINE.matcher(PlainText.of(text)).replaceAll("\n    ");
    }

    /** Progress or a message; never data. */
    void say(String message) {
        err.println(indented(message));
    }

    /** The error, one line with its next step; one JSON document when asked. */
    void error(SallyportException e, boolean json) {
        if (!json) {
            String id = e.requestId().map(request -> " (request " + request + ")").orElse("");
            err.println(PlainText.line(e.code() + ": " + e.message() + id + " " + e.next()));
            return;
        }
        ObjectNode error = Json.MAPPER.createObjectNode();
        error.put("code", e.code()).put("message", e.message()).put("next", e.next());
        error.put("requestId", e.requestId().orElse(null));
        err.println(PlainText.of(
                Json.MAPPER.createObjectNode().set("error", error).toString()));
    }

    /** A table with a header; columns as wide as their content. */
    void table(List<String> header, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>();
        all.add(header.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
        rows.forEach(row -> all.add(row.stream().map(PlainText::line).toList()));
        int[] widths = new int[header.size()];
        for (List<String> row : all) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i));
                if (i < row.size() - 1) {
                    line.append(" ".repeat(widths[i] - row.get(i).length() + 2));
                }
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    /** A document as it is, but for what a terminal would obey if it is one that it goes to, wherever the input comes from. */
    void document(byte[] bytes) throws IOException {
        out.write(StandardOutput.isTerminal()
                ? PlainText.of(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
                : bytes);
        out.flush();
    }

    /** Whether a person sits at it, who can be asked. */
    boolean isInteractive() {
        return Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent();
    }

    /** Asks on the error stream; no answer is a no. */
    boolean confirms(String question) {
        return ask(question + " [y/N] ").toLowerCase(Locale.ROOT).matches("y|yes");
    }

    /** Asks on the error stream for {@code word} itself; anything else, and no answer, is a no. */
    boolean confirms(String question, String word) {
        return ask(question + " Type " + word + " to confirm: ").equals(word);
    }

    /** Asks on the error stream; empty where no answer comes. */
    String ask(String question) {
        err.print(PlainText.of(question));
        err.flush();
        try {
            if (!isDocument) {
                return answered(answers);
            }
            try (BufferedReader person = Files.newBufferedReader(DEVICE)) {
                return answered(person);
            }
        } catch (IOException nobodyThere) {
            return "";
        }
    }

    private static String answered(BufferedReader from) throws IOException {
        return Objects.requireNonNullElse(from.readLine(), "").strip();
    }
}
