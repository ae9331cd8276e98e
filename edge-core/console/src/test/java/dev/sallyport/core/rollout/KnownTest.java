package dev.sallyport.core.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import dev.sallyport.core.guard.Measure;
import dev.sallyport.core.rollout.Known.Good;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which version going back goes to, and what is opened first. */
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

    /** The names of what is held, in the order of that list; what is opened first stands last. */
    private static List<String> held(List<Held> ours, Held... theirs) {
        return Known.NOTHING.holding(ours).inheriting(List.of(theirs)).held().stream().map(Held::key).toList();
    }

    private static Held held(String name, @Nullable Integer minute) {
        Instant since = minute == null ? null : Instant.EPOCH.plusSeconds(60L * minute);
        return new Held(name, new NamedLock(name).measure(), true, since);
    }

    /** A lock of a function of that name. */
    private record NamedLock(String name) {
        Measure measure() {
            try {
                return Json.MAPPER.readValue(
                        "{\"measure\":\"function-url-closing\",\"function\":\"" + name
                                + "\",\"region\":\"eu-west-1\",\"open\":[]}",
                        Measure.class);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void whatWasShutLaterIsOpenedFirstWhoeverShutIt() {
        List<Held> ours = List.of(held("b", 2), held("d", 4));
        assertThat(held(ours, held("a", 1))).containsExactly("a", "b", "d");
        assertThat(held(ours, held("c", 3))).containsExactly("b", "c", "d");
        assertThat(held(ours, held("a", 1), held("e", 5))).containsExactly("a", "b", "d", "e");
        assertThat(held(ours, held("b", 9))).containsExactly("b", "d");
        // Journals of an earlier program tell no time: what they hold is older.
        assertThat(held(ours, held("x", null), held("y", null))).containsExactly("x", "y", "b", "d");
        assertThat(held(List.of(held("x", null)), held("a", 1))).containsExactly("x", "a");
    }
}
