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
        assertThat(SourceRules.hasSql(source.replace("%s", BLOCK))).isTrue();
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
        assertThat(SourceRules.hasSql(source)).isFalse();
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn.split(\"/\", -1)[2]",
                "acl.arn().substring(0, acl.arn().indexOf(\"webacl/\"))",
                "config.functionArn()\n    .lastIndexOf(':')",
                "roleArn.substring(roleArn.lastIndexOf('/') + 1)",
                "key.startsWith(\"arn:\")",
                "entry.who().replaceFirst(\"^arn:aws[^:]*:[^:]*::\", \"\")",
                "resource.contains(\":function:\")",
                "given.indexOf(\":repository/\")",
                "text.replaceFirst(\"^.*:s3:::\", \"\")",
                "resource.split(\":\", 6)",
                "Pattern.compile(\"arn:aws:lambda:[a-z0-9-]+:\\\\d{12}:function:([a-zA-Z0-9-_]+)\")",
            })
    void anArnThatIsCutByHandIsSeen(String source) {
        assertThat(SourceRules.cutsArn(source)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Arns.name(arn).replace(\"-\", \"::\")",
                "\"arn:aws:lambda:\" + region + ':' + account + \":function:\" + name",
                "Pattern.compile(\"arn:aws[a-z-]*:logs:[a-z0-9-]+:\\\\d{12}:log-group:[^:]+(?::\\\\*)?\")",
                "url.startsWith(\"https://\")",
                "warning.contains(name)"
            })
    void anArnThatIsComposedCheckedOrReadIsNotCut(String source) {
        assertThat(SourceRules.cutsArn(source)).isFalse();
    }

    @Test
    void aRecordThatIsTakenApartIsSeen() {
        assertThat(SourceRules.readsRecords("record.path(\"httpRequest\").path(\"uri\")")).isTrue();
        assertThat(SourceRules.readsRecords("Set.of(\"terminatingRule\", \"ruleGroupList\")")).isTrue();
        // Columns of the log.
        assertThat(SourceRules.readsRecords("text(row, \"terminatingRuleId\") + text(row, \"clientIp\")")).isFalse();
    }

    @Test
    void sqlInPiecesIsSeen() {
        assertThat(SourceRules.joinsSql("ask(\"SELECT * FROM \" + view)")).isTrue();
        assertThat(SourceRules.joinsSql("ask(start\n  + \" WHERE a = \" + value)")).isTrue();
        assertThat(SourceRules.joinsSql("where(\"coalesce(len(\" + list + \"), 0) = 0\")")).isTrue();
        assertThat(SourceRules.joinsSql("where(name + \" IS NOT NULL\")")).isTrue();
        assertThat(SourceRules.joinsSql("where(\"coalesce(len(%s), 0) = 0\".formatted(list))")).isFalse();
        assertThat(SourceRules.joinsSql("say(\"use LIKE, IN, IS NULL, AND, OR,\" + \" or contains\")")).isFalse();
        assertThat(SourceRules.joinsSql("ask(" + BLOCK + "\nSELECT * FROM %s\n" + BLOCK + ".formatted(view))")).isFalse();
    }
}
