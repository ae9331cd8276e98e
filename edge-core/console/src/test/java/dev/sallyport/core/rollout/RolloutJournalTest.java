package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal that another version wrote, or a disk cut: said by name, and left as it is. */
class RolloutJournalTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"stack\":\"t\",\"phase\":\"of tomorrow\"}", "[]"})
    void whatCannotBeReadIsNotPassedOver(String text) throws Exception {
        RolloutJournal journal = new RolloutJournal(new Home(folder), "111122223333-us-east-1");
        Path file = folder.resolve("rollouts/111122223333-us-east-1/t.json");
        Files.writeString(file, text);
        assertThatThrownBy(() -> journal.find("t"))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-JOURNAL"));
        assertThatThrownBy(journal::all)
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-JOURNAL"));
        assertThat(file).hasContent(text);
    }
}
