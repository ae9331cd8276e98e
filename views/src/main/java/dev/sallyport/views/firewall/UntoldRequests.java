package dev.sallyport.views.firewall;

import dev.sallyport.core.firewall.WebAcls;
import dev.sallyport.core.webacl.WafArn;
import dev.sallyport.views.kit.Action;
import dev.sallyport.views.kit.Buttons;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.Css;
import dev.sallyport.views.kit.Desk;
import java.util.function.Supplier;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** Stands in the place of the requests where no source tells them: why, and what to switch on. */
final class UntoldRequests extends VBox {
    private final Desk desk;
    private final Supplier<String> aws;

    UntoldRequests(Desk desk, Supplier<String> aws) {
        this.desk = desk;
        this.aws = aws;
        setId("firewall-untold");
        getStyleClass().addAll(Css.STACKED, "firewall-untold");
    }

    void show(WebAcls.Summary acl) {
        Label heading = new Label(Words.UNTOLD);
        heading.getStyleClass().add(Css.STATE_HEADING);
        getChildren().setAll(heading, sentence(Words.untold(acl)));
        boolean bucket = acl.logBucket().isPresent();
        if (bucket) {
            command(Words.READ_BUCKET, "sallyport logs " + acl.logBucket().orElseThrow()
                    + " --since 3h --where \"action = 'BLOCK'\"");
        } else if (acl.logGroup() == null && acl.isLoggingKnown()) {
            command(Words.MAKE_GROUP, aws.get() + " logs create-log-group --region " + acl.named().region() + " --log-group-name "
                    + group(acl));
            command(Words.LOG_THERE, aws.get() + " wafv2 put-logging-configuration --region " + acl.named().region()
                    + " --logging-configuration ResourceArn=" + acl.arn() + ",LogDestinationConfigs=arn:aws:logs:"
                    + acl.named().region() + ":" + account(acl) + ":log-group:" + group(acl));
        }
        command(Words.ASK_SAMPLE, "sallyport hits --acl " + acl.name() + " --source sample --by uri");
    }

    private static String account(WebAcls.Summary acl) {
        return WafArn.of(acl.arn()).map(WafArn::account).orElse("ACCOUNT");
    }

    /** AWS WAF takes only groups whose names begin so. */
    private static String group(WebAcls.Summary acl) {
        return "aws-waf-logs-" + acl.name();
    }

    private void command(String why, String text) {
        Label command = sentence(text);
        command.getStyleClass().add(Css.MONO);
        HBox.setHgrow(command, Priority.ALWAYS);
        command.setMaxWidth(Double.MAX_VALUE);
        Action copy = Action.of("firewall.copy", Words.COPY, () -> {
            Copy.text(text);
            desk.activity().done(Words.COPIED);
        });
        Region button = Buttons.quiet(copy);
        button.setMinWidth(USE_PREF_SIZE);
        HBox line = new HBox(command, button);
        line.getStyleClass().addAll(Css.ROW, "firewall-command");
        getChildren().addAll(sentence(why), line);
    }

    private static Label sentence(String text) {
        Label label = new Label(text);
        label.setWrapText(true);
        label.setMinHeight(USE_PREF_SIZE);
        return label;
    }
}
