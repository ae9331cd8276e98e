package dev.sallyport.core.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** Which guard takes over what somebody else shut, and where among its own closings. */
class StandingGuardsTest {
    private static final Instant BEGAN = Instant.parse("2026-11-30T12:00:00Z");
    private static final Measure OWN = closing("own");
    private static final Measure OTHER = closing("other");
    private static final Set<String> LOCK = OWN.locks();

    private GuardJournal journal;
    private StandingGuards guards;

    @BeforeEach
    void open(@TempDir Path folder) {
        Home home = new Home(folder);
        journal = new GuardJournal(home, "111122223333");
        guards = new StandingGuards(home, "111122223333");
    }

    private static Measure closing(String name) {
        return new ApiClosing(name, "abc123", "eu-west-1", "live", List.of(), "d");
    }

    private static Guarded guarded(String id, String name, Instant began, Measure... measures) {
        return new Guarded(
                id, name, GuardPhase.HOLDS, "arn", began, List.of(), List.of(measures), measures.length, 0,
                NullNode.instance, NullNode.instance, "", List.of(), List.of(), List.of());
    }

    private static Guarded since(Guarded guard, Instant... times) {
        return new Guarded(
                guard.distribution(), guard.name(), guard.phase(), guard.who(), guard.began(), guard.changes(),
                guard.measures(), guard.begun(), times.length, guard.before(), guard.after(), guard.eTag(), guard.proofs(),
                guard.notes(), List.of(times));
    }

    private static Instant minute(int minute) {
        return BEGAN.plusSeconds(60L * minute);
    }

    /** The last one of a distribution may be about something else. */
    @Test
    void theOldestOfAllThatStandBeforeALockTakesItOver() throws Exception {
        journal.keep(since(guarded("E1", "first", minute(0), OWN), minute(1)));
        journal.keep(guarded("E1", "second", minute(5)));
        journal.keep(since(guarded("E2", "third", minute(2), closing("third")), minute(3)));

        assertThat(guards.before("", LOCK)).contains("E1");
        assertThat(guards.before("E1", LOCK)).contains("E2");
        assertThat(guards.before("", Set.of("function eu-west-1 f"))).isEmpty();
        assertThat(guards.inherit("", new Shut(OTHER, minute(4)))).contains("E1");

        assertThat(journal.all("E1")).extracting(Guarded::measures)
                .containsExactly(List.of(OWN, OTHER), List.of());
        assertThat(guards.inherit("", new Shut(OTHER, minute(4)))).contains("E1");
        assertThat(journal.all("E1").getFirst().made()).isEqualTo(2);
    }

    @Test
    void whatWasShutLaterIsOpenedFirstWhoeverShutIt() {
        Guarded guard = since(guarded("E1", "n", BEGAN, OWN), minute(2));
        assertThat(guard.inheriting(new Shut(OTHER, minute(1))).measures()).containsExactly(OTHER, OWN);
        assertThat(guard.inheriting(new Shut(OTHER, minute(3))).measures()).containsExactly(OWN, OTHER);
        assertThat(guard.inheriting(new Shut(OTHER, null)).measures()).containsExactly(OTHER, OWN);
        assertThat(guard.inheriting(new Shut(OTHER, minute(2))).measures()).containsExactly(OTHER, OWN);
        Guarded both = guard.inheriting(new Shut(OTHER, minute(1)));
        assertThat(both.since(0)).isEqualTo(minute(1));
        assertThat(both.since(1)).isEqualTo(minute(2));
        assertThat(both.without(0, "gone")).satisfies(left -> {
            assertThat(left.measures()).containsExactly(OWN);
            assertThat(left.since(0)).isEqualTo(minute(2));
            assertThat(left.notes()).containsExactly("gone");
        });
    }

    /** What was written before the times were: the guard's own begin is what is known of them. */
    @Test
    void aJournalWithoutTimesIsReadAsBefore() throws Exception {
        Guarded guard = since(guarded("E1", "n", BEGAN, OWN), minute(2));
        ObjectNode old = Json.MAPPER.valueToTree(guard);
        old.remove("times");
        Guarded read = Json.MAPPER.treeToValue(old, Guarded.class);
        assertThat(read.since(0)).isEqualTo(BEGAN);
        assertThat(read.inheriting(new Shut(OTHER, minute(1))).measures()).containsExactly(OWN, OTHER);
    }

    @Test
    void nothingIsHandedToAGuardThatSomebodyIsAt() throws Exception {
        journal.keep(since(guarded("E1", "n", BEGAN, OWN), minute(2)));
        try (GuardLock _ = journal.lock("E1")) {
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> guards.inherit("", new Shut(OTHER, minute(1))))
                    .extracting(SallyportException::code)
                    .isEqualTo("SP-GUARD-BUSY");
        }
        assertThat(journal.all("E1").getFirst().measures()).containsExactly(OWN);
        assertThat(guards.inherit("", new Shut(OTHER, minute(1)))).contains("E1");
        assertThat(journal.all("E1").getFirst().measures()).containsExactly(OTHER, OWN);
    }

    @Test
    void aSignerThatNoJournalKnowsIsSomebodyElses() {
        String arn = "arn:aws:execute-api:eu-west-1:111122223333:abc123/live/*";
        Stack stack = Stack.builder()
                .stackName("theirs")
                .tags(Tag.builder().key("sallyport:guard").value("E9").build())
                .parameters(
                        Parameter.builder().parameterKey("Apis").parameterValue(arn).build(),
                        Parameter.builder().parameterKey("Functions").parameterValue("").build())
                .build();
        assertThat(guards.elsewhere(LOCK, List.of(stack))).contains(new StandingGuards.Elsewhere("E9", "theirs"));
        assertThat(guards.elsewhere(Set.of("function eu-west-1 f"), List.of(stack))).isEmpty();
        journal.keep(guarded("E9", "n", BEGAN, new EdgeSigner("theirs", "111122223333", "E9", List.of(arn), List.of())));
        assertThat(guards.elsewhere(LOCK, List.of(stack))).isEmpty();
    }
}
