package dev.sallyport.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.fuzz.FuzzedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A head and the lines behind it, whoever wrote them: judged, and gone on from. */
class LedgerFuzzTest extends FuzzedReader {
    /** Each entry waits for the disk. */
    @Override
    protected int changes() {
        return 40;
    }

    @Override
    protected void read(byte[] input) throws IOException {
        String text = new String(input, StandardCharsets.UTF_8);
        int end = Math.max(0, text.indexOf('\n'));
        Path home = folder.resolve("home");
        Path files = Files.createDirectories(home.resolve("ledger"));
        Files.writeString(files.resolve("head.json"), text.substring(0, end));
        Files.writeString(files.resolve("ledger.jsonl"), text.substring(Math.min(text.length(), end + 1)));
        Ledger ledger = new Ledger(new Home(home), Clock.systemUTC());
        LedgerState before = ledger.verify();
        if (before.intact()) {
            isWholeToTheEye(text.substring(0, end), text.substring(Math.min(text.length(), end + 1)), before);
        }
        ledger.entries();
        ledger.append(new Deed("who", "111122223333", "decrypt", "f", "", "done", Map.of()));
        LedgerState after = ledger.verify();
        if (!before.intact() && after.intact()) {
            assertThat(after.mends()).as("what was not intact is told for ever").isNotEmpty();
        }
    }

    /** What has to be so whatever the check looks at: each line counts and ends, and the head has the last one's hash. */
    private static void isWholeToTheEye(String head, String lines, LedgerState state) {
        assertThat(lines.chars().filter(c -> c == '\n').count()).isEqualTo(state.entries());
        assertThat(lines.isEmpty() || lines.endsWith("\n")).isTrue();
        assertThat(head).contains(state.head());
        if (state.entries() > 0) {
            String last = lines.substring(lines.lastIndexOf('\n', lines.length() - 2) + 1);
            assertThat(last).contains(state.head());
        }
    }
}
