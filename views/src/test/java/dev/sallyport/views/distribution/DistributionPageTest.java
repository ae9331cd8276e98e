package dev.sallyport.views.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.SavedDistributions;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Standing;
import dev.sallyport.views.kit.Trouble;
import dev.sallyport.views.shell.Stand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;

/** The page over distributions as {@code aws cloudfront get-distribution} saves them. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class DistributionPageTest {
    @TempDir
    private Path folder;

    private Stand stand;
    private DistributionPage page;
    private Callable<List<Distribution>> source = this::saved;
    private List<String> gaps = List.of();

    @Start
    void start(Stage stage) {
        stand = new Stand(
                stage, "distribution", desk -> {
            page = new DistributionPage(desk, new DistributionSources(this::list, this::asListed), GuardPanelTest.NONE);
            return page.page();
        });
    }

    private Distributions.Listing list(Consumer<? super Distributions.Listing> soFar) throws Exception {
        return new Distributions.Listing(source.call(), gaps);
    }

    private Distributions.Listing asListed(String id) throws IOException {
        return only(id, saved());
    }

    static Distributions.Listing only(String id, List<Distribution> of) {
        return new Distributions.Listing(of.stream().filter(one -> one.id().equals(id)).toList(), List.of());
    }

    private List<Distribution> saved() throws IOException {
        return saved(folder);
    }

    static List<Distribution> saved(Path folder) throws IOException {
        List<Distribution> all = new ArrayList<>();
        for (String[] each : new String[][] {
            {"EDFDVBD6EXAMPLE", "orders", "", "match-viewer"},
            {
                "E1PETSTORE0001",
                "pets.example.com",
                "arn:aws:wafv2:us-east-1:111122223333:global/webacl/t-api-perimeter/7f0e3b1c-1111-4000-8000-1234567890ab",
                "https-only"
            }
        }) {
            Path file = folder.resolve(each[0] + ".json");
            String id = each[0];
            Files.writeString(file, """
            {"Distribution":{
              "Id":"%s","ARN":"arn:aws:cloudfront::111122223333:distribution/%s",
              "Status":"Deployed","LastModifiedTime":"2026-03-01T10:11:12.123000+00:00",
              "DomainName":"%s.cloudfront.net",
              "DistributionConfig":{
                "CallerReference":"r","Comment":"%s","Enabled":true,"HttpVersion":"http2","WebACLId":"%s",
                "Aliases":{"Quantity":0},
                "Origins":{"Quantity":2,"Items":[
                  {"Id":"api","DomainName":"a1b2c3.execute-api.us-east-1.amazonaws.com","OriginPath":"/prod",
                   "CustomOriginConfig":{"HTTPPort":80,"HTTPSPort":443,"OriginProtocolPolicy":"%s",
                     "OriginSslProtocols":{"Quantity":2,"Items":["TLSv1","TLSv1.2"]}}},
                  {"Id":"site","DomainName":"site.s3.us-east-1.amazonaws.com","OriginPath":"",
                   "OriginAccessControlId":"E1OAC","S3OriginConfig":{"OriginAccessIdentity":""}}]},
                "DefaultCacheBehavior":{"TargetOriginId":"site","ViewerProtocolPolicy":"redirect-to-https",
                  "CachePolicyId":"658327ea-f89d-4fab-a63d-7e88639e58f6",
                  "AllowedMethods":{"Quantity":2,"Items":["GET","HEAD"]}},
                "CacheBehaviors":{"Quantity":1,"Items":[
                  {"PathPattern":"/orders/*","TargetOriginId":"api","ViewerProtocolPolicy":"allow-all",
                   "CachePolicyId":"4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
                   "AllowedMethods":{"Quantity":3,"Items":["GET","HEAD","POST"]},
                   "LambdaFunctionAssociations":{"Quantity":1,"Items":[{"LambdaFunctionARN":
                     "arn:aws:lambda:us-east-1:111122223333:function:sign-origin:3","EventType":"viewer-request","IncludeBody":false}]}}]},
                "ViewerCertificate":{"CloudFrontDefaultCertificate":true}}}}
            """
                            .formatted(id, id, id.toLowerCase(java.util.Locale.ROOT), each[1], each[2], each[3]));
            all.addAll(SavedDistributions.read(file));
        }
        return all;
    }

    @Test
    void theTableAnswersAndTheMapShowsTheWay(FxRobot robot) {
        stand.settle(robot);
        TableView<?> table = robot.lookup(".table-view").query();
        assertThat(table.getItems()).hasSize(2);
        assertThat(robot.lookup(".page-answer").queryLabeled().getText())
                .isEqualTo("2 distributions, 2 with a high or critical finding.");
        robot.clickOn("#distribution-tester").write("/orders/17?x=1");
        assertThat(robot.lookup("#distribution-way").queryLabeled().getText()).isEqualTo("Behavior /orders/* → api");
        robot.clickOn("#distribution-tester").push(KeyCode.CONTROL, KeyCode.A).write("/Orders/17");
        assertThat(robot.lookup("#distribution-way").queryLabeled().getText()).isEqualTo("Behavior * → site");
        assertThat(robot.lookup(".finding-head .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .contains("No web ACL inspects the requests.");
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
    }

    @Test
    void theFilterNarrowsAndEscapeClosesTheDetail(FxRobot robot) {
        stand.settle(robot);
        robot.write("/").write("pets");
        TableView<?> table = robot.lookup(".table-view").query();
        assertThat(table.getItems()).hasSize(1);
        robot.clickOn("pets.example.com");
        robot.push(KeyCode.ESCAPE);
        assertThat(robot.lookup("#distribution-tester").tryQuery()).isEmpty();
    }

    private Object selected(FxRobot robot) {
        TableView<Distribution> table = robot.lookup(".table-view").query();
        Distribution one = table.getSelectionModel().getSelectedItem();
        return one == null ? "none" : one.id();
    }

    private void go(FxRobot robot, Place place) {
        robot.interact(() -> stand.desk().navigation().go(place));
    }

    @Test
    void aPlaceThatNamesADistributionSelectsItAlsoWhenTheListIsUnchanged(FxRobot robot) {
        stand.settle(robot);
        assertThat(selected(robot)).isEqualTo("EDFDVBD6EXAMPLE");
        go(robot, Place.of("overview"));
        go(robot, Place.of("distribution", "id", "E1PETSTORE0001"));
        stand.settle(robot);
        assertThat(selected(robot)).isEqualTo("E1PETSTORE0001");
        assertThat(robot.lookup(".distribution-detail .section-title").queryAllAs(Label.class))
                .extracting(Label::getText)
                .contains("pets.example.com");
        robot.clickOn("orders");
        assertThat(selected(robot)).isEqualTo("EDFDVBD6EXAMPLE");
        go(robot, Place.of("overview"));
        go(robot, Place.of("distribution", "id", "E1PETSTORE0001"));
        assertThat(selected(robot)).as("at once, from what is known").isEqualTo("E1PETSTORE0001");
        stand.settle(robot);
        assertThat(selected(robot)).isEqualTo("E1PETSTORE0001");
    }

    @Test
    void aPlaceThatNamesAFindingScrollsToIt(FxRobot robot) {
        robot.interact(() -> {
            Stage stage = (Stage) stand.shell().root().getScene().getWindow();
            stage.setHeight(700);
        });
        // The detail opens at a share of the height that there is then.
        stand.until(robot, () -> stand.shell().root().getScene().getHeight() <= 700);
        stand.settle(robot);
        // Whether it had opened before the window was made lower must not show.
        robot.interact(() -> robot.lookup(".split-pane").queryAs(SplitPane.class).setDividerPositions(0.32));
        TableView<Distribution> table = robot.lookup(".table-view").query();
        Distribution last = table.getItems().getLast();
        for (Finding finding : List.of(last.findings().getLast(), last.findings().getFirst())) {
            go(robot, Place.of("overview"));
            go(robot, new Place("distribution", Map.of("id", last.id(), "finding", finding.title())));
            stand.settle(robot);
            Node pointedAt = robot.lookup(".pointed-at").query();
            assertThat(robot.from(pointedAt).lookup(finding.title()).tryQuery()).isPresent();
            Bounds sight = robot.lookup(".detail-pane .scroll-pane").query().localToScene(
                    robot.lookup(".detail-pane .scroll-pane").query().getBoundsInLocal());
            Bounds part = pointedAt.localToScene(pointedAt.getBoundsInLocal());
            assertThat(part.getMinY()).isBetween(sight.getMinY() - 8, sight.getMaxY() - 20);
        }
        stand.pictureOfTheMoment(robot, "distribution-finding");
    }

    @Test
    void aPlaceClearsAFilterThatHidesWhatItNames(FxRobot robot) {
        stand.settle(robot);
        stand.filter(robot, "#distribution-filter", "orders");
        go(robot, Place.of("overview"));
        go(robot, Place.of("distribution", "id", "E1PETSTORE0001"));
        stand.settle(robot);
        assertThat(selected(robot)).isEqualTo("E1PETSTORE0001");
        assertThat(robot.lookup("#distribution-filter").queryAs(TextField.class).getText()).isEmpty();
    }

    @Test
    void aPlaceThatNamesNoneOfThemShowsNoOther(FxRobot robot) {
        stand.settle(robot);
        go(robot, Place.of("overview"));
        go(robot, Place.of("distribution", "id", "EGONE"));
        stand.settle(robot);
        assertThat(selected(robot)).isEqualTo("none");
        Activity.Notice notice = stand.desk().activity().notice().get();
        assertThat(notice == null ? "" : notice.sentence())
                .isEqualTo("There is no distribution EGONE in this account.");
        assertThat(robot.lookup("#distribution-tester").tryQuery()).isEmpty();
    }

    @Test
    void thatThereWasNoneIsNotSaidOnTheNextVisit(FxRobot robot) {
        source = List::of;
        robot.push(KeyCode.R);
        stand.until(robot, () -> robot.lookup(Words.NONE).tryQuery().isPresent());
        CountDownLatch gate = new CountDownLatch(1);
        source = () -> {
            gate.await();
            return saved();
        };
        go(robot, Place.of("overview"));
        go(robot, Place.of("distribution"));
        assertThat(robot.lookup(Words.NONE).tryQuery()).isEmpty();
        assertThat(robot.lookup(".page-answer").queryLabeled().getText()).isEmpty();
        gate.countDown();
        stand.settle(robot);
        assertThat(robot.lookup(".table-view").tryQuery()).isPresent();
    }

    @Test
    void anErrorSaysNothingOfWhatIsThere(FxRobot robot) {
        source = List::of;
        robot.push(KeyCode.R);
        stand.until(robot, () -> robot.lookup(Words.NONE).tryQuery().isPresent());
        source = () -> {
            throw SallyportException.unavailable("SP-THROTTLED", "Rate exceeded.", "Wait a minute.");
        };
        robot.push(KeyCode.R);
        stand.until(robot, () -> robot.lookup("This could not be read").tryQuery().isPresent());
        assertThat(robot.lookup(".page-answer").queryLabeled().getText()).isEmpty();
    }

    @Test
    void theFilterFindsWhatIsShown(FxRobot robot) {
        stand.settle(robot);
        TableView<Distribution> table = robot.lookup(".table-view").query();
        assertThat(stand.shownButNotFound(robot, "#distribution-filter", table)).isEmpty();
        stand.filter(robot, "#distribution-filter", "E1PETSTORE0001");
        assertThat(table.getItems()).hasSize(1);
        stand.filter(robot, "#distribution-filter", "no web acl inspects");
        assertThat(table.getItems()).hasSize(1);
        stand.filter(robot, "#distribution-filter", "nowhere");
        assertThat(robot.lookup("Nothing matches “nowhere” in 2 distributions").tryQuery()).isPresent();
        robot.clickOn("#filter-clear");
        assertThat(table.getItems()).hasSize(2);
    }

    @Test
    void anErrorLaterKeepsTheTable(FxRobot robot) {
        stand.settle(robot);
        source = () -> {
            throw SallyportException.unavailable("SP-THROTTLED", "Rate exceeded.", "Wait a minute.");
        };
        robot.push(KeyCode.R);
        stand.settle(robot);
        assertThat(robot.lookup(".table-view").tryQuery()).isPresent();
        assertThat(robot.lookup(".banner .label").queryAllAs(Label.class))
                .extracting(Label::getText)
                .anyMatch(text -> text.contains("Not newer: Rate exceeded."));
    }

    @Test
    void pictures(FxRobot robot) {
        Runnable tested = () -> robot.clickOn("#distribution-tester").write("/orders/17");
        stand.pictures(robot, "distributions", tested);
        stand.smallPictures(robot, "distributions-small", tested);
        source = List::of;
        stand.smallPictures(robot, "distributions-empty");
    }

    @Test
    void picturesOfTrouble(FxRobot robot) {
        source = () -> {
            throw Trouble.denied("cloudfront:ListDistributions");
        };
        stand.smallPictures(robot, "distributions-denied");
        source = () -> {
            throw Trouble.throttled();
        };
        stand.smallPictures(robot, "distributions-failed");
        source = this::saved;
        gaps = List.of("Not read: E2EXAMPLE12345. " + Trouble.denied("cloudfront:GetDistribution").message());
        stand.smallPictures(robot, "distributions-partial");
    }

    @Test
    void picturesOfStates(FxRobot robot) {
        stand.states(
                robot,
                "distributions",
                EnumSet.of(Standing.STALE, Standing.REREADING, Standing.LOADING),
                state -> state.of(page.model().distributions, "cloudfront:ListDistributions"));
    }
}
