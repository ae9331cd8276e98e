package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "90m, PT1H30M", "3h, PT3H", "30d, PT720H", "0s, PT0S"})
    void readsEachUnit(String text, Duration duration) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "h", "-3h", "3 h", "1h30m", "PT3H", "99999999999999999999d"})
    void refusesTheRest(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new DurationConverter().convert(text));
    }

    @Test
    void everyCommandThatTakesADurationSaysSo(@TempDir Path folder) throws IOException {
        for (String command : new String[] {"hits --acl a --since", "logs x --since", "explain x --since",
            "attacks --since", "logs tail x --since", "sandbox serve --for"}) {
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            String[] arguments = (command + " soon --json --sandbox --home " + folder).split(" ");
            int status = CommandLineInterface.run(
                    arguments,
                    new Terminal(
                            new ByteArrayInputStream(new byte[0]),
                            new PrintStream(new ByteArrayOutputStream()),
                            new PrintStream(err)));
            assertThat(status).as(command).isEqualTo(2);
            assertThat(Json.MAPPER.readTree(err.toByteArray()).path("error").path("code").asText())
                    .as(command)
                    .isEqualTo("SP-USAGE");
            assertThat(err.toString(StandardCharsets.UTF_8)).as(command).containsAnyOf("soon is no duration", "soon is no time");
        }
    }
}
