package dev.sallyport.app;

import static dev.sallyport.app.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Home;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.decrypt.Decrypter;
import dev.sallyport.core.decrypt.Document;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Marker;
import dev.sallyport.core.decrypt.Reveal;
import dev.sallyport.core.log.LogQuery;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.Progress;
import dev.sallyport.core.rollout.RolloutListener;
import dev.sallyport.core.rollout.Rollouts;
import dev.sallyport.core.sandbox.traffic.Mix;
import dev.sallyport.core.sandbox.traffic.Traffic;
import dev.sallyport.views.kit.Activity;
import dev.sallyport.views.kit.Appearance;
import dev.sallyport.views.kit.Background;
import dev.sallyport.views.kit.Desk;
import dev.sallyport.views.kit.Navigation;
import dev.sallyport.views.kit.Overlay;
import dev.sallyport.views.kit.Page;
import dev.sallyport.views.kit.Place;
import dev.sallyport.views.kit.Writes;
import dev.sallyport.views.shell.Feature;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javafx.scene.Scene;
import javafx.scene.layout.StackPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyUsageType;

/**
 * A day's work again and again: every page, a load of logs, a reveal, traffic. What is alive after it does not grow. {@code
 * mvn -Psoak} does it for eight hours, {@code -Dsoak.minutes} for as long as it says.
 */
@Tag("sandbox")
@Tag("soak")
@EnabledIfSystemProperty(named = "soak.minutes", matches = "\\d+")
@ResourceLock("window")
@ExtendWith(ApplicationExtension.class)
@SuppressWarnings("NullAway.Init")
class SoakTest {
    /** Caches fill, classes load, code is compiled. */
    private static final int WARM = 3;

    /** The sandbox keeps what it logged, on the disk, but with an index in memory. */
    private static final long MEGABYTES = 24;

    private static final int REQUESTS = 40;

    @TempDir
    private Path folder;

    private final StackPane window = new StackPane();
    private Desk desk;
    private SandboxAccount account;
    private Wiring wiring;

    @Start
    void start(Stage kept) {
        Stage stage = new Stage();
        Overlay overlay = new Overlay();
        account = SandboxAccount.open(AccountChoice.ofSandbox(), new Home(folder));
        desk = new Desk(
                Background.threads(new Activity(Clock.systemUTC())),
                new Navigation(Place.of("overview")),
                overlay,
                new Writes(account.session()::mode, overlay));
        Appearance appearance = new Appearance();
        wiring = new Wiring(account.session(), new Home(folder), desk, appearance);
        Scene scene = new Scene(window, 1280, 800);
        appearance.dress(scene);
        stage.setScene(scene);
        stage.show();
    }

    @Test
    void whatIsAliveDoesNotGrow() throws Exception {
        try (SandboxAccount open = account) {
            assertThat(open.sandbox().endpoint()).isNotNull();
            Rollouts.of(account.session(), new Home(folder))
                    .apply(Blueprints.find("api-perimeter"), "t-api", Map.of(), new RolloutListener() {});
            URI viewer = account.session().clients().cloudFormation(EdgeRegion.NAME)
                    .describeStacks(request -> request.stackName("t-api"))
                    .stacks().getFirst().outputs().stream()
                    .filter(output -> output.outputKey().equals("DistributionUrl"))
                    .map(output -> URI.create(output.outputValue()))
                    .findFirst()
                    .orElseThrow();
            Traffic traffic = new Traffic(viewer, account.sandbox().edgeToken(), List.of("/pets"));
            Sealed sealed = sealed();
            Path log = log();
            List<Long> alive = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofMinutes(Long.getLong("soak.minutes")).toNanos();
            while (alive.size() < 3 * WARM || System.nanoTime() < end) {
                for (Feature feature : wiring.features()) {
                    visit(feature);
                }
                load(log);
                sealed.open();
                traffic.send(REQUESTS, Mix.MIXED, alive.size(), done -> {});
                alive.add(alive());
                System.out.printf("soak %d: %d MB%n", alive.size(), alive.getLast() >> 20);
            }
            long warm = median(alive.subList(WARM, 2 * WARM));
            long last = median(alive.subList(alive.size() - WARM, alive.size()));
            assertThat((last - warm) >> 20).as("%s", alive).isLessThan(MEGABYTES);
        } finally {
            wiring.close();
        }
    }

    private static long median(List<Long> some) {
        return some.stream().sorted().toList().get(some.size() / 2);
    }

    private static long alive() {
        System.gc();
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void visit(Feature feature) {
        Page[] page = new Page[1];
        WaitForAsyncUtils.waitForAsyncFx(60_000, () -> {
            page[0] = feature.build().get();
            window.getChildren().setAll(page[0].node());
            page[0].show(Place.of(feature.id()));
        });
        until("nothing is under way", () -> desk.activity().running().isEmpty());
        WaitForAsyncUtils.waitForAsyncFx(60_000, () -> {
            page[0].hide();
            window.getChildren().clear();
        });
    }

    private Path log() throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            lines.append(
                    """
                    {"timestamp":17000000%05d,"formatVersion":1,"webaclId":"w","terminatingRuleId":"Default_Action",\
                    "terminatingRuleType":"REGULAR","action":"ALLOW","httpRequest":{"clientIp":"192.0.2.1","uri":"/%d",\
                    "requestId":"r%d"}}
                    """
                            .formatted(i, i, i));
        }
        return Files.writeString(folder.resolve("waf.log"), lines);
    }

    private void load(Path log) throws Exception {
        try (LogStore store = LogStore.open(new Home(folder))) {
            store.load(List.of(log), Progress.NONE);
            assertThat(store.query(LogQuery.by("action")).matched()).isEqualTo(20_000);
        }
    }

    private record Sealed(Decrypter decrypter, KeyRing ring, String body, Reveal reveal) {
        void open() {
            assertThat(decrypter.open(Document.of(body), ring, reveal).decrypted()).isEqualTo(1);
        }
    }

    private Sealed sealed() {
        KmsClient kms = account.session().clients().kms(EdgeRegion.NAME);
        String key = kms.createKey(request -> request.keySpec(KeySpec.RSA_2048).keyUsage(KeyUsageType.ENCRYPT_DECRYPT))
                .keyMetadata()
                .arn();
        byte[] block = kms.encrypt(request -> request.keyId(key)
                        .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256)
                        .plaintext(SdkBytes.fromUtf8String("plain")))
                .ciphertextBlob()
                .asByteArray();
        Identity me = account.session().identity();
        return new Sealed(
                new Decrypter(account.session().clients(), new Ledger(new Home(folder), Clock.systemUTC())),
                KeyRing.ofKms(new Marker("<<", ">>"), key),
                "<<" + Base64.getEncoder().encodeToString(block) + ">>",
                new Reveal(me.arn(), me.account(), "record", "soak", Set.of(), Set.of()));
    }
}
