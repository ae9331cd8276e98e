package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger holds of a rollout, whenever the program is ended. */
class RolloutRecordTest {
    @TempDir
    Path root = Path.of("");

    private Ledger ledger() {
        return new Ledger(new Home(root), Clock.systemUTC());
    }

    private RolloutRecord record() {
        return new RolloutRecord(ledger(), "arn:aws:iam::111122223333:user/ann", "111122223333");
    }

    private static Rollout rollout() {
        return Rollout.start("books", "function-url-signed", Map.of(), null);
    }

    @Test
    void oneThatWasKilledShowsAsBegun() {
        record().begun("rollout.apply", rollout());
        assertThat(record().past("books")).extracting(LedgerEntry::outcome).containsExactly("begun");
        assertThat(record().past("another")).isEmpty();
    }

    @Test
    void itsEndTakesThePlaceOfItsBeginning() {
        record().begun("rollout.apply", rollout());
        record().ended("rollout.apply", rollout().at(RolloutPhase.FAILED, "no"));
        record().begun("rollout.destroy", rollout());
        assertThat(record().past("books"))
                .extracting(entry -> entry.action() + " " + entry.outcome())
                .containsExactly("rollout.destroy begun", "rollout.apply failed");
        assertThat(ledger().entries()).hasSize(3);
        assertThat(ledger().verify().intact()).isTrue();
    }

    @Test
    void oneThatWasKilledStaysBegunWhenItIsDoneAgain() {
        record().begun("rollout.apply", rollout());
        record().begun("rollout.apply", rollout());
        record().ended("rollout.apply", rollout().at(RolloutPhase.FAILED, "no"));
        assertThat(record().past("books")).extracting(LedgerEntry::outcome).containsExactly("failed", "begun");
    }

    @Test
    void whatCannotBeRecordedDoesNotBegin() throws Exception {
        Files.writeString(root.resolve("ledger"), "a file where the folder should be");
        assertThatThrownBy(() -> record().begun("rollout.apply", rollout())).isInstanceOf(SallyportException.class);
    }
}
