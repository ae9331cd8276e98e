package dev.sallyport.views.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.javafx.stage.WindowHelper;
import com.sun.management.HotSpotDiagnosticMXBean;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.KeyRings;
import dev.sallyport.core.decrypt.KeyUse;
import dev.sallyport.core.decrypt.Offer;
import dev.sallyport.core.decrypt.Part;
import dev.sallyport.core.decrypt.Sources;
import dev.sallyport.core.rollout.StackSummary;
import dev.sallyport.views.decrypt.DecryptModel.FieldRow;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Copy;
import dev.sallyport.views.kit.LaterClock;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Silent;
import dev.sallyport.views.kit.Standing;
import dev.sallyport.views.shell.Stand;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.animation.AnimationTimer;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** The page over a document sealed by the JDK's own RSA, with a real ledger. */
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class DecryptPageTest {
    /** The page shows these names, so they are the same at each run. */
    private static final Path SHOWN = Path.of("target", "decrypt-page");

    @TempDir
    private Path folder;

    private Stand stand;
    private DecryptPage page;
    private Ledger ledger;
    private KeyRings rings;
    private List<StackSummary> stacks = List.of();
    private Path document;
    private Path pem;
    private KeyPair pair;
    private Callable<Identity> who = () -> who("jo");

    private static Identity who(String name) {
        return new Identity(
                "arn:aws:iam::111122223333:user/" + name, "111122223333", "us-east-1", AccessMode.OPERATOR, null, "profile jo, access keys");
    }

    @Start
    void start(Stage stage) throws Exception {
        Files.createDirectories(SHOWN);
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
        pem = pem(pair, "key.pem");
        pem(generator.generateKeyPair(), "other.pem");
        document = Files.writeString(
                SHOWN.resolve("records.json"),
                """
                {
                  "id": 17,
                  "city": "Köln",
                  "fname": "((enc:%s:enc))",
                  "ssn": "((enc:%s:enc))"
                }
                """
                        .formatted(sealed(pair, "Ada"), sealed(pair, "078-05-1120")));
        ledger = new Ledger(new Home(folder), new LaterClock());
        AwsClients nowhere = new AwsClients(new AwsClients.Connection(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                ApacheHttpClient.create(),
                URI.create("http://127.0.0.1:9"),
                "us-east-1",
                List.of()));
        Home home = new Home(folder);
        rings = new KeyRings(home);
        stand = new Stand(stage, "decrypt", desk -> {
            page = new DecryptPage(
                        desk,
                        new DecryptSources(
                                new Decrypter(nowhere, ledger),
                                new Sources(nowhere),
                                () -> who.call(),
                                () -> stacks,
                                rings,
                                new RecentSources(home)));
            return page.page();
        });
    }

    private Path pem(KeyPair pair, String name) throws IOException {
        return Files.writeString(
                SHOWN.resolve(name),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(pair.getPrivate().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private static String sealed(KeyPair pair, String text) throws Exception {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                pair.getPublic(),
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        return Base64.getEncoder().encodeToString(cipher.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void find(FxRobot robot) {
        find(robot, pem);
    }

    private void find(FxRobot robot, Path key) {
        fillIn(robot, key);
        robot.clickOn("#decrypt-find");
        stand.until(robot, () -> robot.lookup(".sealed-chip").tryQuery().isPresent());
        stand.settle(robot);
    }

    private void fillIn(FxRobot robot, Path key) {
        robot.interact(() -> {
            field(robot, "#decrypt-source").setText(document.toString());
            field(robot, "#decrypt-key").setText(key.toString());
            field(robot, "#decrypt-prefix").setText("((enc:");
            field(robot, "#decrypt-suffix").setText(":enc))");
        });
    }

    private List<String> chips(FxRobot robot) {
        return robot.lookup(".sealed-chip").queryAllAs(Label.class).stream()
                .map(Label::getText)
                .toList();
    }

    private void reveal(FxRobot robot) {
        robot.clickOn("#decrypt-reason").write("case 4711");
        TableView<?> table = robot.lookup("#decrypt-fields").query();
        robot.interact(() -> table.getSelectionModel().clearAndSelect(1));
        robot.clickOn("#decrypt-reveal");
        stand.until(robot, () -> chips(robot).contains("078-05-1120"));
    }

    @Test
    void nothingOpensWithoutAReasonAndEachRevealIsOnTheRecord(FxRobot robot) {
        find(robot);
        assertThat(chips(robot)).containsExactly(Words.MASK, Words.MASK);
        TableView<?> table = robot.lookup("#decrypt-fields").query();
        robot.interact(() -> table.getSelectionModel().clearAndSelect(1));
        assertThat(robot.lookup("#decrypt-reveal").queryButton().isDisabled()).isTrue();
        assertThat(hint(robot)).isEqualTo(Words.NEED_REASON);
        assertThat(ledger.entries()).isEmpty();
        robot.clickOn("#decrypt-reason").write("case 4711");
        assertThat(hint(robot)).isEqualTo("Reveals 1 field: no call to KMS.");
        robot.interact(() -> table.getSelectionModel().clearSelection());
        assertThat(hint(robot)).isEqualTo(Words.NEED_FIELD);
        robot.interact(() -> field(robot, "#decrypt-reason").clear());
        assertThat(hint(robot)).isEqualTo(Words.NEED_REASON_AND_FIELD);
        reveal(robot);
        assertThat(chips(robot)).containsExactly(Words.MASK, "078-05-1120");
        assertThat(field(robot, "#decrypt-reason").getText()).as("a reason is for one reveal").isEmpty();
        assertThat(robot.lookup("#decrypt-reveal").queryButton().isDisabled()).isTrue();
        assertThat(ledger.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.who()).isEqualTo("arn:aws:iam::111122223333:user/jo");
            assertThat(entry.reason()).isEqualTo("case 4711");
            assertThat(entry.toString()).doesNotContain("078-05-1120");
        });
        assertThat(Silent.stops(stand.shell().root())).isEmpty();
    }

    @Test
    void lockMasksAndSoDoesLeaving(FxRobot robot) {
        find(robot);
        reveal(robot);
        robot.clickOn("#decrypt-lock");
        assertThat(chips(robot)).containsExactly(Words.MASK, Words.MASK);
        reveal(robot);
        robot.interact(() -> stand.desk().navigation().go(Place.of("audit")));
        robot.interact(() -> stand.desk().navigation().back());
        assertThat(chips(robot)).containsExactly(Words.MASK, Words.MASK);
    }

    /** What nothing refers to any more is gone at the next collection; that is as far as a JVM lets anyone go. */
    @Attack(Area.MEMORY)
    @Test
    void noPlaintextIsInTheHeapOnceItIsHidden(FxRobot robot) throws Exception {
        // What the windows of the tests before have left would be searched too, for minutes.
        System.gc();
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        assumeTrue(used < 512L << 20, "searched where the process is young: run this class alone, or mvn -Pattack verify");
        // Only turned round, so that the test itself keeps no copy.
        String turned = UUID.randomUUID().toString();
        Files.writeString(
                document, "{\"note\": \"((enc:" + sealed(pair, new StringBuilder(turned).reverse().toString()) + ":enc))\"}");
        find(robot);
        robot.clickOn("#decrypt-reason").write("case 4711");
        TableView<?> table = robot.lookup("#decrypt-fields").query();
        robot.interact(() -> table.getSelectionModel().clearAndSelect(0));
        robot.clickOn("#decrypt-reveal");
        stand.until(robot, () -> !chips(robot).contains(Words.MASK));
        Path open = dump("open.hprof");
        robot.clickOn("#decrypt-lock");
        assertThat(chips(robot)).containsExactly(Words.MASK);
        stand.settle(robot);
        drawn(robot);
        Path hidden = dump("hidden.hprof");
        String plain = new StringBuilder(turned).reverse().toString();
        assertThat(holds(open, plain)).isTrue();
        assertThat(holds(hidden, plain)).isFalse();
    }

    /** What was drawn before is let go when the next frames are, which a busy machine may be slow to do. */
    private static void drawn(FxRobot robot) throws Exception {
        CountDownLatch frames = new CountDownLatch(4);
        AnimationTimer counting = new AnimationTimer() {
            @Override
            public void handle(long now) {
                frames.countDown();
            }
        };
        robot.interact(counting::start);
        assertThat(frames.await(20, TimeUnit.SECONDS)).isTrue();
        robot.interact(counting::stop);
    }

    private Path dump(String name) throws IOException {
        Path file = folder.resolve(name);
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
        return file;
    }

    /** Whether the text is somewhere in the file, a byte a character or two in either order. */
    private static boolean holds(Path file, String text) throws IOException {
        byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] wide = text.getBytes(StandardCharsets.UTF_16LE);
        byte[] turned = text.getBytes(StandardCharsets.UTF_16BE);
        try (FileChannel channel = FileChannel.open(file)) {
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            for (int at = 0; at < bytes.limit() - wide.length; at++) {
                boolean is = bytes.get(at) == narrow[0]
                        ? is(bytes, at, narrow) || is(bytes, at, wide)
                        : bytes.get(at) == 0 && is(bytes, at, turned);
                if (is) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean is(MappedByteBuffer bytes, int at, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (bytes.get(at + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    @Test
    void aPlaintextIsMaskedAfterAMinuteAlsoOfSleep(FxRobot robot) {
        find(robot);
        reveal(robot);
        stand.later(Duration.ofSeconds(59));
        stand.until(robot, () -> robot.lookup(".countdown .label").queryAs(Label.class).getText().equals("1"));
        assertThat(chips(robot)).contains("078-05-1120");
        stand.later(Duration.ofHours(8));
        stand.until(robot, () -> locked(robot));
        assertThat(robot.lookup(".countdown").query().isVisible()).isFalse();
    }

    @Test
    void nothingCountsDownWhereNothingWasOpened(FxRobot robot) {
        find(robot, SHOWN.resolve("other.pem"));
        robot.clickOn("#decrypt-reason").write("case 4711");
        robot.interact(() -> robot.lookup("#decrypt-fields").<TableView<?>>query().getSelectionModel().clearAndSelect(1));
        robot.clickOn("#decrypt-reveal");
        stand.until(robot, () -> robot.lookup("✕ Corrupt").tryQuery().isPresent());
        assertThat(robot.lookup("#decrypt-told").<Text>query().getText()).startsWith("Corrupt. The ciphertext was changed, or sealed");
        assertThat(said()).isEmpty();
        assertThat(robot.lookup(".countdown").query().isVisible()).isFalse();
        assertThat(robot.lookup("#decrypt-lock").queryButton().isDisabled()).isTrue();
    }

    private TextField field(FxRobot robot, String id) {
        return robot.lookup(id).queryAs(TextField.class);
    }

    @Test
    void anEditOfTheSearchTakesBackWhatWasFound(FxRobot robot) {
        find(robot);
        Map<String, String> edits = Map.of(
                "#decrypt-source", "Source changed.",
                "#decrypt-key", "Key changed.",
                "#decrypt-prefix", "Prefix changed.",
                "#decrypt-suffix", "Suffix changed.");
        edits.forEach((id, says) -> {
            reveal(robot);
            robot.interact(() -> field(robot, "#decrypt-reason").setText("case 4712"));
            String before = field(robot, id).getText();
            robot.interact(() -> field(robot, id).setText(before + "x"));
            assertThat(robot.lookup("#decrypt-changed").queryLabeled().getText()).isEqualTo(says);
            assertThat(robot.lookup("#decrypt-again").queryButton().getText()).isEqualTo("Find again");
            assertThat(robot.lookup("#decrypt-reveal").queryButton().isDisabled()).as(id).isTrue();
            assertThat(chips(robot)).containsExactly(Words.MASK, Words.MASK);
            robot.interact(() -> field(robot, id).setText(before));
            assertThat(robot.lookup("#decrypt-changed").query().getParent().isVisible()).isFalse();
            assertThat(robot.lookup("#decrypt-reveal").queryButton().isDisabled()).as(id).isFalse();
            robot.interact(() -> field(robot, "#decrypt-reason").clear());
        });
        robot.interact(() -> {
            field(robot, "#decrypt-key").setText("alias/other");
            field(robot, "#decrypt-prefix").setText("((");
        });
        assertThat(robot.lookup("#decrypt-changed").queryLabeled().getText()).isEqualTo("Key and prefix changed.");
    }

    @Test
    void theLedgerNamesTheKeyThatTheFormShows(FxRobot robot) throws IOException {
        Path wrong = Files.copy(
                SHOWN.resolve("other.pem"), SHOWN.resolve("wrong.pem"), StandardCopyOption.REPLACE_EXISTING);
        find(robot, wrong);
        TableView<FieldRow> table = robot.lookup("#decrypt-fields").query();
        assertThat(table.getItems()).extracting(FieldRow::key).containsOnly("wrong.pem");
        robot.interact(() -> field(robot, "#decrypt-key").setText(pem.toString()));
        robot.clickOn("#decrypt-reason").write("case 4711");
        robot.interact(() -> table.getSelectionModel().clearAndSelect(1));
        robot.clickOn("#decrypt-reveal");
        stand.settle(robot);
        assertThat(ledger.entries()).isEmpty();
        robot.clickOn("#decrypt-again");
        stand.until(robot, () -> table.getItems().stream().allMatch(row -> row.key().equals("key.pem")));
        robot.interact(() -> table.getSelectionModel().clearAndSelect(1));
        robot.clickOn("#decrypt-reveal");
        stand.until(robot, () -> chips(robot).contains("078-05-1120"));
        assertThat(ledger.entries()).singleElement().satisfies(
                entry -> assertThat(entry.details()).containsEntry("keys", "key.pem").containsEntry("decrypted", "1"));
    }

    @Test
    void aNothingThatWasFoundUnderAnotherMarkerIsNotLeftToStand(FxRobot robot) {
        find(robot);
        robot.interact(() -> field(robot, "#decrypt-prefix").setText("<<"));
        robot.clickOn("#decrypt-find");
        stand.until(robot, () -> robot.lookup(Words.NOTHING_FOUND).tryQuery().isPresent());
        robot.interact(() -> field(robot, "#decrypt-prefix").setText("((enc:"));
        assertThat(robot.lookup("#decrypt-changed").query().getParent().isVisible()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#decrypt-source", "#decrypt-key", "#decrypt-prefix", "#decrypt-suffix"})
    void enterInAnyFieldOfTheSearchFinds(String id, FxRobot robot) {
        fillIn(robot, pem);
        robot.clickOn(id).push(KeyCode.ENTER);
        stand.until(robot, () -> chips(robot).size() == 2);
    }

    private boolean locked(FxRobot robot) {
        return chips(robot).equals(List.of(Words.MASK, Words.MASK));
    }

    private String said() {
        Activity.Notice notice = stand.desk().activity().notice().get();
        return notice == null ? "" : notice.sentence();
    }

    @Test
    void theKeyLocksFromTheTableAndFromFields(FxRobot robot) {
        find(robot);
        reveal(robot);
        robot.interact(() -> robot.lookup("#decrypt-fields").query().requestFocus());
        robot.push(KeyCode.L);
        assertThat(locked(robot)).isTrue();
        assertThat(said()).isEqualTo("Locked. What was revealed is masked.");
        robot.push(KeyCode.L);
        assertThat(said()).isEqualTo("Nothing is open.");
        reveal(robot);
        robot.clickOn("#decrypt-reason").write("l");
        assertThat(locked(robot)).as("a letter that is typed").isFalse();
        robot.push(KeyCode.CONTROL, KeyCode.L);
        assertThat(locked(robot)).isTrue();
    }

    @Test
    void itLocksUnderADialogAndFromThePalette(FxRobot robot) {
        find(robot);
        reveal(robot);
        robot.push(KeyCode.CONTROL, KeyCode.K);
        robot.push(KeyCode.CONTROL, KeyCode.L);
        assertThat(locked(robot)).isTrue();
        robot.push(KeyCode.ESCAPE);
        reveal(robot);
        robot.push(KeyCode.CONTROL, KeyCode.K);
        robot.write("lock").push(KeyCode.ENTER);
        assertThat(locked(robot)).isTrue();
    }

    @Test
    void minimisingLocks(FxRobot robot) {
        find(robot);
        reveal(robot);
        Stage stage = (Stage) stand.shell().root().getScene().getWindow();
        try {
            robot.interact(() -> stage.setIconified(true));
            assertThat(locked(robot)).isTrue();
        } finally {
            robot.interact(() -> stage.setIconified(false));
        }
    }

    @Test
    void copyingARowNeverCopiesAPlaintext(FxRobot robot) {
        find(robot);
        reveal(robot);
        TableView<?> table = robot.lookup("#decrypt-fields").query();
        robot.interact(table::requestFocus);
        robot.push(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
        String[] copied = new String[1];
        robot.interact(() -> copied[0] = Clipboard.getSystemClipboard().getString());
        assertThat(copied[0]).contains("ssn").doesNotContain("078-05-1120");
    }

    private String hint(FxRobot robot) {
        return robot.lookup("#decrypt-hint").queryLabeled().getText();
    }

    private String clipboard(FxRobot robot) {
        String[] text = new String[1];
        robot.interact(() -> text[0] = Clipboard.getSystemClipboard().getString());
        return String.valueOf(text[0]);
    }

    @Test
    void aValueIsCopiedByKeyAndTheClipboardIsCleared(FxRobot robot) {
        find(robot);
        reveal(robot);
        robot.interact(() -> robot.lookup("#decrypt-fields").query().requestFocus());
        robot.push(KeyCode.CONTROL, KeyCode.C);
        assertThat(clipboard(robot)).isEqualTo("078-05-1120");
        stand.later(Duration.ofSeconds(61));
        stand.until(robot, () -> !"078-05-1120".equals(Clipboard.getSystemClipboard().getString()));
        robot.push(KeyCode.CONTROL, KeyCode.C);
        assertThat(clipboard(robot)).as("a masked value").doesNotContain("078-05-1120");
    }

    @Test
    void whatSomebodyElseCopiedSinceStays(FxRobot robot) {
        find(robot);
        reveal(robot);
        robot.interact(() -> robot.lookup("#decrypt-fields").query().requestFocus());
        robot.push(KeyCode.CONTROL, KeyCode.C);
        robot.interact(() -> Copy.text("another"));
        stand.later(Duration.ofSeconds(61));
        stand.until(robot, () -> locked(robot));
        assertThat(clipboard(robot)).isEqualTo("another");
    }

    @Test
    void eachValueHasItsOwnMinute(FxRobot robot) {
        find(robot);
        reveal(robot);
        stand.later(Duration.ofSeconds(40));
        robot.clickOn("#decrypt-reason").write("case 4712");
        TableView<?> table = robot.lookup("#decrypt-fields").query();
        robot.interact(() -> table.getSelectionModel().clearAndSelect(0));
        robot.clickOn("#decrypt-reveal");
        stand.until(robot, () -> chips(robot).equals(List.of("Ada", "078-05-1120")));
        stand.later(Duration.ofSeconds(30));
        stand.until(robot, () -> chips(robot).equals(List.of("Ada", Words.MASK)));
    }

    @Test
    void theFocusOfAnotherWindowLocks(FxRobot robot) {
        find(robot);
        reveal(robot);
        Window window = stand.shell().root().getScene().getWindow();
        assertThat(window.isFocused()).isTrue();
        // The headless platform takes the focus from no window by itself.
        robot.interact(() -> WindowHelper.setFocused(window, false));
        try {
            assertThat(locked(robot)).isTrue();
        } finally {
            robot.interact(() -> WindowHelper.setFocused(window, true));
        }
    }

    @Test
    void enterAsksForTheReasonAndThenReveals(FxRobot robot) {
        find(robot);
        TableView<?> table = robot.lookup("#decrypt-fields").query();
        robot.interact(() -> {
            table.getSelectionModel().clearAndSelect(0);
            table.requestFocus();
        });
        robot.push(KeyCode.ENTER);
        assertThat(field(robot, "#decrypt-reason").isFocused()).isTrue();
        robot.write("case 4711").push(KeyCode.ENTER);
        stand.until(robot, () -> chips(robot).equals(List.of("Ada", Words.MASK)));
        assertThat(ledger.entries()).hasSize(1);
    }

    @Test
    void aChipIsRevealedByADoubleClick(FxRobot robot) {
        find(robot);
        robot.clickOn("#decrypt-reason").write("case 4711");
        robot.doubleClickOn(robot.lookup(".sealed-chip").nth(1).<Label>query());
        stand.until(robot, () -> chips(robot).equals(List.of(Words.MASK, "078-05-1120")));
    }

    @Test
    void ofABatchItIsSaidBeforeWhatItCosts(FxRobot robot) {
        find(robot);
        robot.clickOn("#decrypt-reason").write("case 4711");
        robot.clickOn("#decrypt-record");
        assertThat(robot.lookup("This makes no call to KMS. The ledger has it, with your reason, before anything is shown.").tryQuery())
                .isPresent();
        assertThat(ledger.entries()).isEmpty();
        robot.clickOn("#decrypt-batch");
        stand.until(robot, () -> chips(robot).equals(List.of("Ada", "078-05-1120")));
        assertThat(ledger.entries()).singleElement().satisfies(
                entry -> assertThat(entry.details()).containsEntry("revealed", "$.fname, $.ssn"));
    }

    @Test
    void callsToKmsAreCountedAndAKeyThatWasNotAskedIsNoRefusal(FxRobot robot) {
        find(robot, Path.of("alias", "t-books"));
        stand.until(robot, () -> robot.lookup("? No answer").tryQuery().isPresent());
        robot.clickOn("#decrypt-reason").write("case 4711");
        robot.clickOn("#decrypt-all");
        assertThat(robot.lookup("This makes 2 calls to KMS, each in CloudTrail. The ledger has it, with your reason, before anything is shown.")
                        .tryQuery())
                .isPresent();
    }

    @Test
    void aStackFillsTheFormAndEnterLooksIntoIt(FxRobot robot) throws IOException {
        stacks = List.of(new StackSummary(
                "t-fields",
                "field-encryption",
                "CREATE_COMPLETE",
                "",
                Map.of("Prefix", "((enc:", "Suffix", ":enc))", "KeyAlias", pem.toString(), "RecordsUri", document.toString()),
                null));
        rings.keep("mine", List.of(new KeyRings.Entry("((enc:", ":enc))", pem.toString(), true, KeyRing.OAEP_SHA256, null)));
        robot.interact(() -> stand.desk().navigation().go(Place.of("audit")));
        robot.interact(() -> stand.desk().navigation().back());
        TableView<Offer> offers = robot.lookup("#decrypt-offers").query();
        stand.until(robot, () -> offers.getItems().size() == 2);
        // Each of the two readings puts the rows anew.
        stand.settle(robot);
        robot.interact(() -> {
            offers.getSelectionModel().select(0);
            offers.requestFocus();
        });
        assertThat(field(robot, "#decrypt-key").getText()).as("selected by nobody").isEmpty();
        robot.interact(() -> offers.getSelectionModel().clearSelection());
        stand.settle(robot);
        robot.clickOn(row(robot, 0));
        assertThat(field(robot, "#decrypt-source").getText()).isEqualTo(document.toString());
        assertThat(field(robot, "#decrypt-key").getText()).isEqualTo(pem.toString());
        assertThat(field(robot, "#decrypt-prefix").getText()).isEqualTo("((enc:");
        robot.push(KeyCode.ENTER);
        stand.until(robot, () -> locked(robot));
        robot.clickOn("#decrypt-choose");
        stand.until(robot, () -> offers.getItems().stream().map(Offer::origin).toList()
                .equals(List.of("t-fields", "Key ring mine", "Recent")));
        robot.clickOn(row(robot, 0)).push(KeyCode.DOWN);
        assertThat(field(robot, "#decrypt-key").getText()).isEqualTo("mine");
        assertThat(field(robot, "#decrypt-prefix").getText()).isEmpty();
        assertThat(field(robot, "#decrypt-source").getText()).isEqualTo(document.toString());
        robot.clickOn("#decrypt-find");
        stand.until(robot, () -> chips(robot).size() == 2);
        reveal(robot);
    }

    private static Node row(FxRobot robot, int index) {
        // Among the cells are those that the table keeps for later.
        return robot.from(robot.lookup("#decrypt-offers"))
                .lookup(".table-row-cell")
                .match(node -> node instanceof TableRow<?> row && row.isVisible() && !row.isEmpty() && row.getIndex() == index)
                .query();
    }

    @Test
    void aReasonServesOneRevealAndStaysWhereNothingWasRevealed(FxRobot robot) {
        find(robot);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        who = () -> {
            asked.countDown();
            answer.await();
            return who("ann");
        };
        robot.interact(() -> robot.lookup("#decrypt-fields").<TableView<?>>query().getSelectionModel().clearAndSelect(1));
        robot.clickOn("#decrypt-reason").write("case 4711").push(KeyCode.ENTER);
        stand.until(robot, () -> asked.getCount() == 0);
        robot.push(KeyCode.ENTER);
        assertThat(said()).isEqualTo("Wait for what is being revealed, or lock.");
        answer.countDown();
        stand.until(robot, () -> said().startsWith("Nothing was revealed: you are arn:aws:iam::111122223333:user/ann now."));
        assertThat(field(robot, "#decrypt-reason").getText()).isEqualTo("case 4711");
        assertThat(robot.lookup("#decrypt-identity").queryLabeled().getText()).isEqualTo("You are arn:aws:iam::111122223333:user/ann.");
        assertThat(ledger.entries()).isEmpty();
        robot.clickOn("#decrypt-reveal");
        stand.until(robot, () -> chips(robot).contains("078-05-1120"));
        assertThat(ledger.entries()).singleElement().satisfies(
                entry -> assertThat(entry.who()).isEqualTo("arn:aws:iam::111122223333:user/ann"));
    }

    @Test
    void ofSeveralTheOneThatIsShownIsCopiedAndTheClipboardIsClearedOnClosing(FxRobot robot) throws Exception {
        Files.writeString(document, "{\"a\":\"((enc:" + sealed(pair, "first") + ":enc))\",\"b\":\"((enc:" + sealed(pair, "second\u001b") + ":enc))\"}");
        find(robot);
        TableView<?> table = robot.lookup("#decrypt-fields").query();
        robot.interact(() -> table.getSelectionModel().selectRange(0, 2));
        robot.clickOn("#decrypt-reason").write("case 4711");
        robot.clickOn("#decrypt-reveal");
        robot.clickOn("#decrypt-batch");
        stand.until(robot, () -> chips(robot).contains("first"));
        assertThat(robot.lookup("#decrypt-told").<Text>query().getText()).startsWith("second");
        robot.interact(table::requestFocus);
        robot.push(KeyCode.CONTROL, KeyCode.C);
        assertThat(clipboard(robot)).isEqualTo("second\\u001b");
        robot.interact(() -> stand.shell().close());
        assertThat(clipboard(robot)).doesNotContain("second");
    }

    private void listOfRecords() throws Exception {
        String body = Json.MAPPER.createObjectNode()
                .put("fname", "((enc:" + sealed(pair, "Grace") + ":enc))")
                .put("city", "Arlington")
                .toString();
        Files.writeString(document, Json.MAPPER.createArrayNode()
                .add(Json.MAPPER.createObjectNode().put("id", 16).put("city", "Bath"))
                .add(Json.MAPPER.createObjectNode().put("id", 17).put("ssn", "((enc:" + sealed(pair, "1") + ":enc))"))
                .add(Json.MAPPER.createObjectNode().put("id", 18).put("body", body).put("ssn", "((enc:" + sealed(pair, "2") + ":enc))"))
                .toString());
    }

    @Test
    void recordsAreAListAndJsonInJsonIsReadable(FxRobot robot) throws Exception {
        listOfRecords();
        find(robot);
        TableView<Part> records = robot.lookup("#decrypt-records").query();
        assertThat(records.getItems()).extracting(Part::title).containsExactly("id 17", "id 18");
        assertThat(chips(robot)).hasSize(1);
        robot.interact(() -> records.getSelectionModel().clearAndSelect(1));
        assertThat(chips(robot)).hasSize(2);
        assertThat(shown(robot)).contains("      \"city\": \"Arlington\"\n    },\n  \"ssn\": \"");
        assertThat(robot.lookup("#decrypt-fields").<TableView<FieldRow>>query().getItems())
                .extracting(FieldRow::path)
                .containsExactly("$[2].body.fname", "$[2].ssn");
        robot.clickOn("#decrypt-search").write("ARLING");
        assertThat(robot.lookup("1 place").tryQuery()).isPresent();
        assertThat(robot.lookup(".document-hit").queryAllAs(Text.class)).extracting(Text::getText).containsExactly("Arling");
        assertThat(robot.lookup("3 encrypted fields in 2 of 3 records in target/decrypt-page/records.json.").tryQuery()).isPresent();
    }

    @Test
    void whichKeyIsToldWithoutOpening(FxRobot robot) throws Exception {
        listOfRecords();
        find(robot);
        robot.clickOn("#decrypt-which");
        assertThat(robot.lookup("#decrypt-key-uses").<TableView<KeyUse>>query().getItems())
                .containsExactly(new KeyUse(List.of("key.pem"), "((enc:", ":enc))", 3, 2));
        assertThat(ledger.entries()).isEmpty();
    }

    private static String shown(FxRobot robot) {
        return robot.lookup(".document").<TextFlow>query().getChildren().stream()
                .map(node -> node instanceof Text text ? text.getText() : "")
                .collect(Collectors.joining());
    }

    @Test
    void nothingMovesWhenAStateChanges(FxRobot robot) {
        find(robot, SHOWN.resolve("other.pem"));
        List<Bounds> before = places(robot);
        robot.clickOn("#decrypt-reason").write("case 4711");
        robot.interact(() -> robot.lookup("#decrypt-fields").<TableView<?>>query().getSelectionModel().clearAndSelect(1));
        robot.clickOn("#decrypt-reveal");
        stand.until(robot, () -> robot.lookup("✕ Corrupt").tryQuery().isPresent());
        assertThat(places(robot)).as("refused").isEqualTo(before);
        robot.interact(() -> field(robot, "#decrypt-key").setText(pem.toString()));
        assertThat(places(robot)).as("changed").isEqualTo(before);
        robot.clickOn("#decrypt-again");
        stand.until(robot, () -> field(robot, "#decrypt-reason").getText().isEmpty() && chips(robot).size() == 2);
        stand.settle(robot);
        assertThat(places(robot)).as("found again").isEqualTo(before);
        reveal(robot);
        assertThat(places(robot)).as("revealed").isEqualTo(before);
    }

    private List<Bounds> places(FxRobot robot) {
        robot.interact(() -> {
            stand.shell().root().applyCss();
            stand.shell().root().layout();
        });
        return Stream.of("#decrypt-source", "#decrypt-fields", "#decrypt-reason", "#decrypt-reveal", "#decrypt-all", "#decrypt-lock", ".document")
                .map(id -> robot.lookup(id).<Node>query())
                .map(node -> node.localToScene(node.getBoundsInLocal()))
                .toList();
    }

    @Test
    void pictures(FxRobot robot) {
        Runnable find = () -> find(robot);
        Runnable reveal = () -> reveal(robot);
        stand.smallPictures(robot, "decrypt-empty");
        stacks = List.of(new StackSummary(
                "t-fields",
                "field-encryption",
                "CREATE_COMPLETE",
                "",
                Map.of("Prefix", "((enc:", "Suffix", ":enc))", "KeyAlias", "alias/t-fields", "RecordsUri", "dynamodb://t-fields-Records-1A2B"),
                null));
        rings.keep("payments", List.of(new KeyRings.Entry("((enc:", ":enc))", "alias/payments", false, KeyRing.OAEP_SHA256, null)));
        stand.pictures(robot, "decrypt-sources");
        stand.pictures(robot, "decrypt", find, reveal);
        stand.smallPictures(robot, "decrypt-small", find, reveal);
        stand.largePictures(robot, "decrypt-large", find, () -> robot.interact(() -> {
            field(robot, "#decrypt-reason").setText("case 4711");
            robot.lookup("#decrypt-fields").<TableView<?>>query().getSelectionModel().clearAndSelect(1);
            robot.lookup("#decrypt-reveal").queryButton().fire();
        }));
        stand.smallPictures(robot, "decrypt-changed", find, reveal, () -> robot.interact(() -> {
            field(robot, "#decrypt-key").setText("alias/other");
            field(robot, "#decrypt-prefix").setText("((");
        }));
    }

    @Test
    void picturesOfRecords(FxRobot robot) throws Exception {
        listOfRecords();
        Runnable batch = () -> {
            robot.interact(() -> robot.lookup("#decrypt-records").<TableView<?>>query().getSelectionModel().clearAndSelect(1));
            robot.clickOn("#decrypt-reason").write("case 4711");
            robot.clickOn("#decrypt-record");
        };
        stand.pictures(robot, "decrypt-records", () -> find(robot), batch, () -> robot.clickOn("#decrypt-batch"), () -> robot.clickOn("#decrypt-search").write("arling"));
        stand.smallPictures(robot, "decrypt-batch", () -> find(robot), batch);
        stand.largePictures(robot, "decrypt-records-large", () -> find(robot));
    }

    @Test
    void picturesOfTrouble(FxRobot robot) {
        Runnable find = () -> robot.clickOn("#decrypt-find");
        stand.smallPictures(robot, "decrypt-nothing", () -> fillIn(robot, pem), () -> robot.interact(() -> field(robot, "#decrypt-prefix").setText("<<")), find);
        stand.smallPictures(robot, "decrypt-failed", () -> fillIn(robot, pem), () -> robot.interact(() -> field(robot, "#decrypt-source").setText("gone.json")), find);
        stand.smallPictures(robot, "decrypt-unasked", () -> fillIn(robot, pem), () -> robot.interact(() -> field(robot, "#decrypt-key").setText("alias/t-books")), find);
        stand.smallPictures(robot, "decrypt-unopened", () -> fillIn(robot, SHOWN.resolve("other.pem")), find, () -> {
            robot.clickOn("#decrypt-reason").write("case 4711");
            robot.interact(() -> robot.lookup("#decrypt-fields").<TableView<?>>query().getSelectionModel().clearAndSelect(1));
            robot.clickOn("#decrypt-reveal");
        });
    }

    @Test
    void picturesOfStates(FxRobot robot) {
        stand.states(
                robot,
                "decrypt",
                EnumSet.of(Standing.DENIED, Standing.LOADING),
                state -> state.of(page.model().document, "dynamodb:Scan"),
                () -> find(robot));
    }
}
