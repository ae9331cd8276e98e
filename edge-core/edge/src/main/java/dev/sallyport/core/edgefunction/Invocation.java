package dev.sallyport.core.edgefunction;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What came of one call of a function.
 *
 * @param outcome the value or the error
 * @param log what the function printed, in order
 * @param duration of the handler alone
 * @param initDuration of starting the process and loading the code; zero for a warm instance
 * @param maxMemoryBytes the largest resident size seen; 0 where the system does not tell
 */
public record Invocation(
        Outcome outcome, List<LogLine> log, Duration duration, Duration initDuration, long maxMemoryBytes) {

    /** Copies the log. */
    public Invocation {
        log = List.copyOf(log);
    }

    /** A value or an error. */
    public sealed interface Outcome {}

    /** The handler's value; JSON null when it returned nothing. */
    public record Returned(JsonNode value) implements Outcome {}

    /** The handler threw, or its process ended or was ended. */
    public record Failed(FunctionError error) implements Outcome {}

    /**
     * One piece of output.
     *
     * @param at when it was printed
     * @param level {@code INFO}, {@code ERROR}, … for the console's methods; empty for raw output
     * @param text without Lambda's prefix
     */
    public record LogLine(Instant at, String level, String text) {}
}
