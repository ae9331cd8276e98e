package dev.sallyport.views.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.distribution.SavedDistributions;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Trouble;
import dev.sallyport.views.shell.Stand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** Five hundred distributions, of which the list holds no logging and no root object, and which are read whole when opened. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class DistributionOpeningTest {
    private static final int ALL = 500;

    @TempDir
    private Path folder;

    private Stand stand;
    private final List<String> opened = new CopyOnWriteArrayList<>();
    private final CountDownLatch rest = new CountDownLatch(1);
    private CountDownLatch detail = new CountDownLatch(0);
    private DistributionSources.Opening opening = this::whole;
    private List<Distribution> rows = List.of();
    private boolean inParts;

    @Start
    void start(Stage stage) {
        stand = new Stand(stage, "distribution", desk -> new DistributionPage(
                        desk,
                        new DistributionSources(this::list, id -> {
                            detail.await();
                            opened.add(id);
                            return opening.of(id);
                        }),
                        GuardPanelTest.NONE)
                .page());
    }

    private static String id(int number) {
        return "E%08d".formatted(number);
    }

    private Distributions.Listing list(Consumer<? super Distributions.Listing> soFar) throws Exception {
        if (rows.isEmpty()) {
            rows = rows();
        }
        if (inParts) {
            soFar.accept(new Distributions.Listing(rows.subList(0, 100), List.of()));
            rest.await();
        }
        return new Distributions.Listing(rows, List.of());
    }

    /** As {@code aws cloudfront list-distributions} saves them. */
    private List<Distribution> rows() throws IOException {
        String items = IntStream.range(0, ALL)
                .mapToObj(i -> "{" + about(i) + "," + configuration(i) + "}")
                .collect(Collectors.joining(","));
        return read("rows.json", "{\"DistributionList\":{\"Items\":[" + items + "]}}");
    }

    /** As {@code aws cloudfront get-distribution} saves one. */
    private Distributions.Listing whole(String id) throws IOException {
        int number = Integer.parseInt(id.substring(1));
        return new Distributions.Listing(
                read(id + ".json", "{\"Distribution\":{" + about(number) + ",\"DistributionConfig\":{"
                        + "\"CallerReference\":\"r\",\"DefaultRootObject\":\"\",\"Logging\":{\"Enabled\":false},"
                        + configuration(number) + "}}}"),
                List.of());
    }

    private List<Distribution> read(String name, String json) throws IOException {
        return SavedDistributions.read(Files.writeString(folder.resolve(name), json));
    }

    private static String about(int number) {
        return """
            "Id":"%s","ARN":"arn:aws:cloudfront::111122223333:distribution/%s","Status":"Deployed",
            "LastModifiedTime":"2026-03-01T10:11:12.123000+00:00","DomainName":"d%08d.cloudfront.net\""""
                .formatted(id(number), id(number), number);
    }

    /** The first has thirty behaviors, the others two. */
    private static String configuration(int number) {
        String behaviors = IntStream.range(1, number == 0 ? 30 : 2)
                .mapToObj(i -> """
                    {"PathPattern":"/api/v%d/*","TargetOriginId":"%s","ViewerProtocolPolicy":"https-only",
                     "CachePolicyId":"4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
                     "AllowedMethods":{"Quantity":3,"Items":["GET","HEAD","POST"]}}"""
                        .formatted(i, i % 3 == 0 ? "reports" : "api"))
                .collect(Collectors.joining(","));
        return """
            "Comment":"service-%d","Enabled":%s,"HttpVersion":"http2and3",
            "WebACLId":"arn:aws:wafv2:us-east-1:111122223333:global/webacl/edge-%d/7f","Aliases":{"Quantity":0},
            "Origins":{"Items":[
              {"Id":"api","DomainName":"a%d.execute-api.us-east-1.amazonaws.com",
               "CustomOriginConfig":{"OriginProtocolPolicy":"https-only","OriginSslProtocols":{"Items":["TLSv1.2"]}}},
              {"Id":"reports","DomainName":"reports-%d.example.com",
               "CustomOriginConfig":{"OriginProtocolPolicy":"https-only","OriginSslProtocols":{"Items":["TLSv1.2"]}}},
              {"Id":"site","DomainName":"site-%d.s3.us-east-1.amazonaws.com","OriginAccessControlId":"E1OAC",
               "S3OriginConfig":{"OriginAccessIdentity":""}}]},
            "DefaultCacheBehavior":{"TargetOriginId":"site","ViewerProtocolPolicy":"redirect-to-https",
              "CachePolicyId":"658327ea-f89d-4fab-a63d-7e88639e58f6","AllowedMethods":{"Items":["GET","HEAD"]}},
            "CacheBehaviors":{"Items":[%s]},
            "ViewerCertificate":{"ACMCertificateArn":"arn:aws:acm:us-east-1:111122223333:certificate/1",
              "SSLSupportMethod":"sni-only","MinimumProtocolVersion":"TLSv1.2_2021"}"""
                .formatted(number, number % 10 != 9, number % 7, number, number, number, behaviors);
    }

    private static List<String> findings(FxRobot robot) {
        return robot.lookup(".finding-head .label").queryAllAs(Label.class).stream().map(Label::getText).toList();
    }

    private static String note(FxRobot robot) {
        return robot.lookup("#distribution-note").tryQueryAs(Label.class).map(Label::getText).orElse("");
    }

    private static String answer(FxRobot robot) {
        return robot.lookup(".page-answer").queryLabeled().getText();
    }

    private static TableView<Distribution> table(FxRobot robot) {
        return robot.lookup(".table-view").query();
    }

    @Test
    void theFirstRowsAreThereBeforeTheRest(FxRobot robot) {
        inParts = true;
        reopen(robot);
        stand.until(
                robot,
                () -> robot.lookup(".table-view")
                        .<TableView<?>>tryQuery()
                        .filter(shown -> !shown.getItems().isEmpty())
                        .isPresent());
        assertThat(table(robot).getItems()).hasSize(100);
        assertThat(answer(robot)).startsWith("100 distributions, ").endsWith("UTC, reading.");
        rest.countDown();
        stand.settle(robot);
        assertThat(table(robot).getItems()).hasSize(ALL);
        assertThat(answer(robot)).startsWith("500 distributions, ").doesNotContain("reading");
    }

    /** A page in a window that was just opened. */
    private void reopen(FxRobot robot) {
        Stage stage = (Stage) stand.shell().root().getScene().getWindow();
        robot.interact(() -> start(stage));
    }

    @Test
    void whatIsOpenedIsReadWhole(FxRobot robot) {
        detail = new CountDownLatch(1);
        reopen(robot);
        stand.until(robot, () -> !note(robot).isEmpty());
        assertThat(note(robot)).isEqualTo(Words.OPENED_SOON);
        assertThat(findings(robot)).contains("Part of the configuration is not known, and was not judged.");
        robot.clickOn("#distribution-tester").write("/api/v9/");
        detail.countDown();
        stand.until(robot, () -> note(robot).isEmpty());
        assertThat(findings(robot))
                .contains("Legacy standard logging is off.", "A request for / reaches the bucket as a list request.")
                .doesNotContain("Part of the configuration is not known, and was not judged.");
        robot.write("x");
        assertThat(robot.lookup("#distribution-way").queryLabeled().getText()).isEqualTo("Behavior /api/v9/* → reports");
        Distribution row = table(robot).getItems().getFirst();
        assertThat(row.findings()).anyMatch(finding -> finding.id().equals("no-root-object"));
        assertThat(opened).containsOnly(id(0));
    }

    @Test
    void whatIsPassedByIsNotAskedFor(FxRobot robot) {
        stand.settle(robot);
        robot.interact(() -> table(robot).requestFocus());
        robot.interact(() -> {
            for (int i = 0; i < 20; i++) {
                table(robot).getSelectionModel().selectNext();
            }
        });
        stand.settle(robot);
        assertThat(opened).containsExactly(id(0), id(20));
        int before = opened.size();
        robot.push(KeyCode.UP).push(KeyCode.DOWN);
        stand.settle(robot);
        assertThat(opened.subList(before, opened.size())).as("what was read is there").doesNotContain(id(20));
        detail = new CountDownLatch(1);
        robot.push(KeyCode.DOWN);
        robot.interact(() -> stand.desk().navigation().go(Place.of("overview")));
        assertThat(stand.desk().activity().running()).as("ended with the page").isEmpty();
    }

    @Test
    void whatMayNotBeReadStaysAsListed(FxRobot robot) {
        opening = id -> {
            throw Trouble.denied("cloudfront:GetDistribution");
        };
        reopen(robot);
        stand.settle(robot);
        assertThat(note(robot)).startsWith(Words.AS_LISTED).contains("cloudfront:GetDistribution");
        assertThat(findings(robot)).contains("Part of the configuration is not known, and was not judged.");
        assertThat(table(robot).getItems()).hasSize(ALL);
    }

    @Test
    void pictures(FxRobot robot) {
        stand.pictures(robot, "distributions-many", () -> robot.clickOn("#distribution-tester").write("/api/v12/orders"));
    }
}
