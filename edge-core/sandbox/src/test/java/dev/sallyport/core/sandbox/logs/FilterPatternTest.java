package dev.sallyport.core.sandbox.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;

/**
 * Patterns and messages of "Filter pattern syntax" in the CloudWatch Logs User Guide, and what hostile callers send.
 */
class FilterPatternTest {
    private static final String EVENT = "{\"eventType\":\"UpdateTrail\",\"sourceIPAddress\":\"111.111.111.111\","
            + "\"arrayKey\":[\"value\",\"another value\"],\"objectList\":[{\"name\":\"a\",\"id\":1},"
            + "{\"name\":\"b\",\"id\":2}],"
            + "\"SomeObject\":null,\"isOn\":true,\"bandwidth\":1.5,\"cluster.name\":\"c\"}";

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '\0', value = {
        "ERROR; [ERROR 400] BAD REQUEST; true",
        "ERROR; [error 400]; false",
        "ERROR ARGUMENTS; [ERROR 419] MISSING ARGUMENTS; true",
        "ERROR ARGUMENTS; [ERROR 400] BAD REQUEST; false",
        "?ERROR ?ARGUMENTS; [ERROR 400] BAD REQUEST; true",
        "?ERROR ?ARGUMENTS; fine; false",
        "\"INTERNAL SERVER ERROR\"; [ERROR 500] INTERNAL SERVER ERROR; true",
        "\"INTERNAL SERVER ERROR\"; INTERNAL ERROR SERVER; false",
        "ERROR -ARGUMENTS; [ERROR 400] BAD REQUEST; true",
        "ERROR -ARGUMENTS; [ERROR 419] MISSING ARGUMENTS; false",
        "-\"a b\"; a c b; true",
        "?no ERROR; ERROR; true",
        "\"say \\\"hi\\\"\"; they say \"hi\"; true",
    })
    void terms(String pattern, String message, boolean matches) {
        assertThat(FilterPattern.parse(pattern).matches(message)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '\0', value = {
        "{ $.eventType = \"UpdateTrail\" }; true",
        "{ $.eventType = UpdateTrail }; true",
        "{ $.eventType != \"UpdateTrail\" }; false",
        "{ $.sourceIPAddress != 123.123.* }; true",
        "{ $.sourceIPAddress = 111.111.* }; true",
        "{ $.arrayKey[0] = \"value\" }; true",
        "{ $.arrayKey[1] = \"value\" }; false",
        "{ $.arrayKey[*] = \"another*\" }; true",
        "{ $.objectList[1].id = 2 }; true",
        "{ $.SomeObject IS NULL }; true",
        "{ $.SomeOtherObject NOT EXISTS }; true",
        "{ $.SomeObject NOT EXISTS }; false",
        "{ $.isOn IS TRUE }; true",
        "{ $.isOn IS FALSE }; false",
        "{ $.bandwidth > 1 && $.bandwidth <= 1.50 }; true",
        "{ $.bandwidth = 15e-1 }; true",
        "{ ($.eventType = X || $.isOn IS TRUE) && $.objectList[0].name = \"a\" }; true",
        "{ $.eventType = X || $.isOn IS TRUE && $.objectList[0].name = \"b\" }; false",
        "{ $.['cluster.name'] = \"c\" }; true",
        "{ $.missing = \"*\" }; false",
    })
    void json(String pattern, boolean matches) {
        assertThat(FilterPattern.parse(pattern).matches(EVENT)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{ $.a }", "{ a = 1 }", "{ $.a = }", "{ $.a = 1", "{ $.a = 1 } x", "{ ( $.a = 1 }", "\"open",
            "%[a-z]+%",
        "[ip, user]", "a-b", "{ $.a = %x% }"})
    void whatIsNotUnderstoodIsRefused(String pattern) {
        assertThatExceptionOfType(InvalidParameterException.class).isThrownBy(() -> FilterPattern.parse(pattern));
    }

    @Property(tries = 500)
    void anyTextIsAPatternOrRefused(@ForAll String pattern, @ForAll String message) {
        for (String one : new String[] {pattern, "{ " + pattern + " }", "{ $.a = " + pattern + " }"}) {
            try {
                FilterPattern.parse(one).matches(message);
            } catch (InvalidParameterException e) {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterException");
            }
        }
    }
}
