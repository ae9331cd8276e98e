package dev.sallyport.app;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.sallyport.core.log.Asked;
import dev.sallyport.core.log.LogResult;
import dev.sallyport.core.log.RemoteAnswer;
import dev.sallyport.views.kit.Format;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A question that is answered where the data lies: how much that reads there is said first, and accepted.
 *
 * @param engine as AWS calls it
 */
record RemoteQuestion(Sallyport root, String engine, boolean yes) {
    /** Bytes; up to there either engine costs cents at most. */
    private static final long ASKED_ABOVE = 20_000_000_000L;

    private record Counted(@JsonUnwrapped LogResult result, Asked asked) {}

    /** Of an engine that did not count: no number stands for what nobody knows. */
    private record Rows(List<Map<String, @Nullable Object>> rows, List<String> warnings, Asked asked) {}

    /**
     * Asks, and prints the answer.
     *
     * @param question gets whom to tell the bytes that were read so far
     * @return the exit status
     */
    int ask(Asked size, Function<LongConsumer, RemoteAnswer> question) {
        root.terminal.say(engine + " will read about " + Format.bytes(size.bytes()) + ", which costs " + size.cost());
        if (size.bytes() > ASKED_ABOVE) {
            Confirmation.requireReading(
                    root.terminal, yes, Format.bytes(size.bytes()) + " in " + engine + ", for " + size.cost());
        }
        long[] told = {size.bytes() / 4};
        RemoteAnswer answer = question.apply(bytes -> {
            if (told[0] > 0 && bytes > told[0]) {
                told[0] = 2 * bytes;
                root.terminal.say("  " + engine + " has read " + Format.bytes(bytes));
            }
        });
        LogResult result = answer.result();
        if (root.options.json) {
            root.terminal.json(answer.counted()
                    ? new Counted(result, answer.asked())
                    : new Rows(result.rows(), result.warnings(), answer.asked()));
        } else {
            if (answer.counted()) {
                LogsCommand.print(root, result);
            } else {
                LogsCommand.printRows(root, result);
                root.terminal.say(result.rows().size() + " rows; what else there is was not counted");
            }
            root.terminal.say("asked of " + engine + ", which read " + Format.bytes(answer.asked().bytes()));
        }
        return result.warnings().isEmpty() ? 0 : 1;
    }
}
