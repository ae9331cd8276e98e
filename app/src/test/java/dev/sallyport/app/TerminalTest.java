package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is asked at the terminal. */
class TerminalTest {
    @Test
    void answersThatArePipedTogetherAreAllHeard() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream("123456\nt-api\ny\n".getBytes(StandardCharsets.UTF_8)),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(terminal.ask("MFA code: ")).isEqualTo("123456");
        assertThat(terminal.confirms("Destroy t-api?", "t-api")).isTrue();
        assertThat(terminal.confirms("Surely?")).isTrue();
        assertThat(terminal.confirms("And once more?")).isFalse();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("MFA code: ", "Type t-api to confirm: ");
    }
}
