package dev.sallyport.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.HouseRules.Module;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that read sources, on planted ones. */
class HouseRulesTest {
    private static final String BLOCK = "\"\"\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ask(\"SELECT count(*) FROM waf\")",
                "ask(%sx\n    SELECT\n      count(*)\n    FROM waf\n%s)",
                "ask(%s\n    DELETE FROM waf_lines\n    %s)",
                "ask(%s\n    UPDATE waf_lines SET uri = '/'\n%s)",
                "model.where.set(\"WHERE uri = '/'\")",
                "ask(\"a \\\" quote\", %s\n \"#at\" IS NULL GROUP BY ALL\n%s)",
            })
    void sqlIsSeenInLiteralsAndInTextBlocks(String source) {
        assertThat(HouseRules.hasSql(source.replace("%s", BLOCK))).isTrue();
    }

    @Test
    void wordsThatAreNoSqlAreNone() {
        String source = """
                // SELECT * FROM waf, in a comment
                say("Select a rule, then update it where it stands."); say("SELECT over the wire");
                say(%sDelete the stack
                where it is%s); int update = 1;
                """
                .formatted(BLOCK, BLOCK);
        assertThat(HouseRules.hasSql(source)).isFalse();
    }

    @Test
    void aPackageThatIsGoneAndOneThatIsNewAreSeen() {
        Set<String> there = new TreeSet<>(Set.of(
                "dev.sallyport.core",
                "dev.sallyport.core.confine",
                "dev.sallyport.core.edgefunction",
                "dev.sallyport.core.match",
                "dev.sallyport.core.pace",
                "dev.sallyport.core.shape",
                "dev.sallyport.core.webacl.managed"));
        assertThat(Module.EDGE.gone(there)).isEmpty();
        assertThat(Module.EDGE.unnamed(there)).isEmpty();
        there.remove("dev.sallyport.core.confine");
        there.add("dev.sallyport.core.shut");
        assertThat(Module.EDGE.gone(there)).containsExactly("dev.sallyport.core.confine");
        assertThat(Module.EDGE.unnamed(there)).containsExactly("dev.sallyport.core.shut");
        assertThat(Module.APP.gone(Set.of("dev.sallyport.app.window"))).containsExactly("dev.sallyport.app");
        assertThat(Module.APP.unnamed(Set.of("dev.sallyport.app.window"))).containsExactly("dev.sallyport.app.window");
    }

    @Test
    void sqlInPiecesIsSeen() {
        assertThat(HouseRules.joinsSql("ask(\"SELECT * FROM \" + view)")).isTrue();
        assertThat(HouseRules.joinsSql("ask(start\n  + \" WHERE a = \" + value)")).isTrue();
        assertThat(HouseRules.joinsSql("ask(" + BLOCK + "\nSELECT * FROM %s\n" + BLOCK + ".formatted(view))")).isFalse();
    }
}
