package dev.sallyport.views.firewall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.views.kit.Badge;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.JsonView;
import dev.sallyport.views.kit.KeyValues;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** One request: which rules it met, in order, and the record as AWS WAF wrote it. */
final class RequestDetail {
    private record Step(String rule, String action) {}

    private RequestDetail() {}

    static Region of(String text, Desk desk) {
        JsonNode record;
        try {
            record = Json.MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            record = Json.MAPPER.createObjectNode();
        }
        JsonNode request = record.path("httpRequest");
        KeyValues facts = new KeyValues(desk.activity())
                .node("Result", Badge.action(record.path("action").asText("")))
                .id("Request", request.path("requestId").asText(""))
                .id("URI", request.path("httpMethod").asText("") + " " + request.path("uri").asText("") + query(request))
                .text("Client", request.path("clientIp").asText("") + ", " + request.path("country").asText(""));
        VBox path = new VBox();
        path.getStyleClass().add(Css.STACKED_TIGHT);
        path.setId("rule-path");
        steps(record).forEach(step -> path.getChildren().add(line(step)));
        Label title = new Label("Rules that matched");
        title.getStyleClass().add(Css.STRONG);
        VBox left = new VBox(facts.node(), title, path);
        left.getStyleClass().addAll(Css.STACKED, "request-facts");
        JsonView json = new JsonView("Record");
        json.show(record);
        HBox.setHgrow(json.node(), Priority.ALWAYS);
        HBox box = new HBox(left, json.node());
        box.getStyleClass().add("request-detail");
        return box;
    }

    private static String query(JsonNode request) {
        String args = request.path("args").asText("");
        return args.isEmpty() ? "" : "?" + args;
    }

    /** Non-terminating matches first, then what ended it; see AWS WAF Developer Guide, "Log fields". */
    private static List<Step> steps(JsonNode record) {
        List<Step> steps = new ArrayList<>();
        record.path("nonTerminatingMatchingRules")
                .forEach(rule -> steps.add(new Step(rule.path("ruleId").asText(), rule.path("action").asText("COUNT"))));
        record.path("ruleGroupList").forEach(group -> {
            String name = group.path("ruleGroupId").asText().replace("AWS#", "");
            group.path("nonTerminatingMatchingRules")
                    .forEach(rule -> steps.add(new Step(
                            name + " / " + rule.path("ruleId").asText(), rule.path("action").asText("COUNT"))));
            JsonNode last = group.path("terminatingRule");
            if (last.isObject()) {
                steps.add(new Step(name + " / " + last.path("ruleId").asText(), last.path("action").asText("BLOCK")));
            }
        });
        String ended = record.path("terminatingRuleId").asText("");
        if (!ended.isEmpty()) {
            steps.add(new Step(
                    ended.equals("Default_Action") ? "Default action" : ended, record.path("action").asText("")));
        }
        return steps;
    }

    private static Region line(Step step) {
        Label name = new Label(step.rule());
        name.setWrapText(true);
        HBox.setHgrow(name, Priority.ALWAYS);
        HBox line = new HBox(Badge.action(step.action()), name);
        line.getStyleClass().add(Css.ROW);
        return line;
    }
}
