package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {
    /** Java's own tables of characters, with the two that lines are made of let through. */
    private static boolean isObeyed(int c) {
        return (Character.isISOControl(c) && c != '\t' && c != '\n')
                || c == 0x061C
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE
                || Character.getDirectionality(c) == Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE
                || c == 0x200E
                || c == 0x200F;
    }

    @Test
    void everyCharacterThatIsObeyedIsAnEscapeAndNoOtherIs() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String text = String.valueOf((char) c);
            assertThat(PlainText.of(text).equals(text)).as("U+%04X", c).isEqualTo(!isObeyed(c));
        }
    }

    @Property
    void nothingIsObeyedInWhatever(@ForAll String text) {
        assertThat(PlainText.of(text).chars().noneMatch(PlainTextTest::isObeyed)).isTrue();
        assertThat(PlainText.of(PlainText.of(text))).isEqualTo(PlainText.of(text));
        assertThat(PlainText.line(text)).doesNotContain("\n", "\t");
    }

    @ParameterizedTest
    @CsvSource({
        "27, ]52;c;cHduZWQ=, \\u001b]52;c;cHduZWQ=",
        "155, 2J, \\u009b2J",
        "8238, gpj.exe, \\u202egpj.exe",
        "13, over, \\u000dover",
        "127, x, \\u007fx"
    })
    void anAttackIsReadInsteadOfObeyed(int first, String rest, String shown) {
        assertThat(PlainText.of((char) first + rest)).isEqualTo(shown);
    }

    @Test
    void whatIsOnlyForeignStays() {
        assertThat(PlainText.of("Zoë 日本 עברית 👩‍💻\tone\ntwo")).isEqualTo("Zoë 日本 עברית 👩‍💻\tone\ntwo");
    }
}
