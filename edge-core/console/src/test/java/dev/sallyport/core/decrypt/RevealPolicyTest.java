package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevealPolicyTest {
    @TempDir
    Path home = Path.of("");

    private RevealPolicy policy(String json) throws IOException {
        Files.writeString(home.resolve("reveal-policy.json"), json);
        return RevealPolicy.of(new Home(home));
    }

    @Test
    void withoutAFileAnyWordsWillDo() {
        RevealPolicy none = RevealPolicy.of(new Home(home));
        assertThat(none.accepts("because")).isTrue();
        assertThat(none.accepts(" \n")).isFalse();
    }

    @Test
    void aTicketIsAskedForWhereTheFileSaysSo() throws IOException {
        RevealPolicy policy = policy("{\"reasonPattern\":\"(INC|CHG)-[0-9]+ .+\",\"reasonHint\":\"INC-1234, and why\"}");
        assertThat(policy.hint()).isEqualTo("INC-1234, and why");
        policy.require(" INC-4711 a customer asks ");
        assertThatThrownBy(() -> policy.require("INC-4711"))
                .isInstanceOfSatisfying(SallyportException.class, e -> {
                    assertThat(e.code()).isEqualTo("SP-REASON");
                    assertThat(e.next()).isEqualTo("It is: INC-1234, and why.");
                });
    }

    @Test
    void aPatternThatComesToNoEndAcceptsNothing() throws IOException {
        RevealPolicy policy = policy("{\"reasonPattern\":\"(a|aa)+\"}");
        assertThat(policy.accepts("aaa")).isTrue();
        assertThat(policy.accepts("a".repeat(200) + "!")).isFalse();
    }

    @Test
    void aLinkThatLeadsNowhereIsAPolicyThatCannotBeRead() throws IOException {
        Files.createSymbolicLink(home.resolve("reveal-policy.json"), home.resolve("not-mounted.json"));
        assertThatThrownBy(() -> RevealPolicy.of(new Home(home)))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-REVEAL-POLICY"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"reasonPattern\":7}", "{\"reasonPattern\":\"(\"}"})
    void aPolicyThatCannotBeReadLetsNobodyThrough(String json) {
        assertThatThrownBy(() -> policy(json))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-REVEAL-POLICY"));
    }
}
