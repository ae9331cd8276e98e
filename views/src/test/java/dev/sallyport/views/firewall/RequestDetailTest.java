package dev.sallyport.views.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.firewall.LoggedRequest;
import dev.sallyport.core.firewall.RuleExplanation;
import dev.sallyport.core.webacl.WafLogRecord;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.shell.Stand;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** What the window draws of a request is what {@code explain} prints: the lines of its explanation. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class RequestDetailTest {
    private static final String RECORD = """
            {"timestamp":1750000000000,"formatVersion":1,"action":"BLOCK","terminatingRuleId":"AWS-Common",
             "terminatingRuleType":"MANAGED_RULE_GROUP","nonTerminatingMatchingRules":[],
             "ruleGroupList":[{"ruleGroupId":"AWS#AWSManagedRulesCommonRuleSet","terminatingRule":
              {"ruleId":"CrossSiteScripting_QUERYARGUMENTS","action":"BLOCK","ruleMatchDetails":[{"conditionType":"XSS",
               "location":"QUERY_STRING","matchedData":["<","script"]}]},"nonTerminatingMatchingRules":
              [{"ruleId":"NoUserAgent_HEADER","action":"COUNT","overriddenAction":"BLOCK"}]}],
             "httpRequest":{"clientIp":"192.0.2.1","uri":"/","httpMethod":"GET","requestId":"r1"}}
            """;

    private Stand stand;
    private Region drawn;
    private Scene scene;
    private final List<String> tried = new ArrayList<>();

    @Start
    void start(Stage stage) {
        stand = new Stand(stage, "firewall", desk -> new Page("Firewall"));
    }

    private List<String> labels(String part) {
        Node lines = drawn.lookup(part);
        return lines.lookupAll(".label").stream()
                .map(Label.class::cast)
                .filter(label -> !label.getStyleClass().contains(Css.BADGE))
                .map(Label::getText)
                .toList();
    }

    @Test
    void theLinesOfTheExplanationAreDrawn(FxRobot robot) {
        RuleExplanation explanation = RuleExplanation.of(WafLogRecord.parse(RECORD).orElseThrow());
        robot.interact(() -> {
            drawn = RequestDetail.of(
                    new LoggedRequest("GET", "/", "192.0.2.1", "-", explanation, RECORD), stand.desk(), tried::add);
            // What scrolls has its content only once it is styled in a scene.
            StackPane around = new StackPane(drawn);
            scene = new Scene(around);
            around.applyCss();
            around.layout();
        });
        assertThat(scene.getRoot().getChildrenUnmodifiable()).containsExactly(drawn);
        assertThat(labels("#request-trail")).isEqualTo(explanation.trailLines());
        List<String> lines = new ArrayList<>();
        explanation.matched().forEach(matched -> lines.addAll(matched.lines()));
        assertThat(labels("#rule-path"))
                .isEqualTo(lines)
                .containsExactly(
                        "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS",
                        "XSS in QUERY_STRING: < script",
                        "AWS/AWSManagedRulesCommonRuleSet/NoUserAgent_HEADER, its own action is Block");
        robot.interact(() -> drawn.lookupAll("#request-try").forEach(button -> ((Button) button).fire()));
        assertThat(tried)
                .containsExactlyInAnyOrder(
                        "AWS/AWSManagedRulesCommonRuleSet/CrossSiteScripting_QUERYARGUMENTS",
                        "AWS/AWSManagedRulesCommonRuleSet/NoUserAgent_HEADER");
    }
}
