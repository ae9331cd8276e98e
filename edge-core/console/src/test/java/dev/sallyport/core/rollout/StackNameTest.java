package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CloudFormation's rule: {@code [a-zA-Z][-a-zA-Z0-9]*}, at most 128 characters. */
class StackNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "Z9", "t-api", "a-", "x--1"})
    void takesWhatCloudFormationTakes(String name) {
        assertThat(StackName.fits(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "-a", "a_b", "a.b", "../x", "a\n", "ä", "a b"})
    void refusesTheRestWithTheRule(String name) {
        assertThat(StackName.fits(name)).isFalse();
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> StackName.require(name))
                .satisfies(why -> {
                    assertThat(why.code()).isEqualTo("SP-STACK-NAME");
                    assertThat(why.message()).isEqualTo(StackName.RULE);
                });
    }

    @Test
    void hasAtMost128Characters() {
        assertThat(StackName.fits("a".repeat(128))).isTrue();
        assertThat(StackName.fits("a".repeat(129))).isFalse();
    }

    /** PutDeliverySource takes 60 characters, of which -access is seven. */
    @Test
    void hasRoomForWhatIsNamedAfterTheStack() {
        String template = Blueprints.find("api-perimeter").template();
        StackName.requireRoom("a".repeat(53), template);
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> StackName.requireRoom("a".repeat(54), template))
                .satisfies(why -> assertThat(why.code()).isEqualTo("SP-STACK-NAME"));
        StackName.requireRoom("a".repeat(128), Blueprints.find("outpost-lambda").template());
    }
}
