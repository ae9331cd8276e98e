package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.rollout.Known.Good;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which version going back goes to. */
class KnownTest {
    private static final Good FIRST = new Good(Map.of(), Map.of("Fields", "a"), "template");
    private static final Good SECOND = new Good(Map.of(), Map.of("Fields", "a,b"), "template");

    /** CloudFormation tells of every parameter of the template, those too that were not given. */
    @Test
    void theVersionThatStandsIsKnownAmongDefaultsThatNobodyGave() {
        Known known = Known.NOTHING.withGood(FIRST).withGood(SECOND);
        Map<String, String> standing = Map.of("Fields", "a,b", "KeyRing", "");
        assertThat(known.before(standing)).contains(FIRST);
        assertThat(known.givingUp(standing).goods()).containsExactly(FIRST);
        assertThat(known.before(Map.of("Fields", "a", "KeyRing", ""))).contains(SECOND);
    }
}
