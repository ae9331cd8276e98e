package dev.sallyport.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deed stands in the ledger before it begins, and what became of it after. */
class OnRecordTest {
    @TempDir
    private Path root;

    private OnRecord record(Path home) {
        return new OnRecord(new Ledger(new Home(home), Clock.systemUTC()), "arn:aws:iam::111122223333:root", "111122223333");
    }

    private List<String> said() {
        return new Ledger(new Home(root), Clock.systemUTC()).entries().stream()
                .map(entry -> entry.action() + ' ' + entry.subject() + ' ' + entry.outcome() + ' ' + entry.details())
                .toList();
    }

    @Test
    void itIsThereBeforeItBeginsAndWhatWasFoundAfter() {
        List<String> during = new ArrayList<>();
        int made = record(root).doing("sandbox.reset", "home", Map.of("mix", "normal"), found -> {
            during.addAll(said());
            found.put("from", "noon");
            return 7;
        });
        assertThat(made).isEqualTo(7);
        assertThat(during).containsExactly("sandbox.reset home begun {mix=normal}");
        assertThat(said()).last().isEqualTo("sandbox.reset home done {from=noon}");
    }

    @Test
    void whatFailedSaysSo() {
        assertThatExceptionOfType(SallyportException.class).isThrownBy(() -> record(root)
                .doing("audit.anchor", "logs:g", Map.of(), found -> {
                    throw SallyportException.refused("SP-DENIED", "No.", "Ask.");
                }));
        assertThat(said()).last().isEqualTo("audit.anchor logs:g failed, SP-DENIED {}");
    }

    @Test
    @Attack(Area.LEDGER_UNWRITABLE)
    void withoutAnEntryNothingIsDone() throws Exception {
        Path home = Files.createDirectory(root.resolve("home"));
        Files.createDirectories(home.resolve("ledger/ledger.jsonl"));
        List<String> done = new ArrayList<>();
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> record(home).doing("sandbox.reset", "home", Map.of(), found -> done.add("reset")))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LEDGER"));
        assertThat(done).isEmpty();
    }
}
