package dev.sallyport.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A head that is kept in the account shows a ledger that was written anew or cut, whatever stands in the folder. */
class AnchorsTest {
    @TempDir
    Path folder;

    private SandboxSession opened;
    private Home home;

    @BeforeEach
    void open() {
        opened = SandboxSession.open(new Home(folder.resolve("aws")));
        home = new Home(folder.resolve("home"));
        var clients = opened.session().clients();
        clients.logs("us-east-1").createLogGroup(request -> request.logGroupName("/sallyport/ledger"));
        clients.s3("us-east-1").createBucket(request -> request.bucket("heads"));
    }

    @AfterEach
    void close() {
        opened.session().close();
    }

    private Ledger ledger() {
        return new Ledger(home, Clock.systemUTC());
    }

    private void write(int entries) {
        for (int i = 0; i < entries; i++) {
            ledger().append(new Deed("me", "", "decrypt", "x", "r", "revealed", Map.of()));
        }
    }

    private LedgerState verified(String place) {
        return ledger().verify(List.of(Anchors.of(place, opened.session(), home)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs:/sallyport/ledger", "s3://heads", "s3://heads/of/all"})
    @Attack(Area.LEDGER_TAMPERED)
    void whatIsNoLongerThereIsFound(String place) throws IOException {
        Anchor anchor = Anchors.of(place, opened.session(), home);
        assertThat(ledger().keep(anchor)).isEmpty();
        assertThat(verified(place).anchors().getFirst().said()).isEqualTo("No head is kept in " + anchor.place() + ".");
        write(9);
        assertThat(ledger().keep(anchor).orElseThrow().sequence()).isEqualTo(9);
        write(3);
        assertThat(ledger().keep(anchor).orElseThrow().sequence()).isEqualTo(12);
        write(1);
        LedgerState whole = verified(place);
        assertThat(whole.intact()).isTrue();
        assertThat(whole.anchors().getFirst().sequence()).isEqualTo(12);
        assertThat(whole.anchors().getFirst().holds()).isTrue();
        assertThat(whole.anchors().getFirst().said()).endsWith(", is in this ledger, and so is all before it.");

        Path ledger = home.root().resolve("ledger");
        for (String name : List.of("ledger.jsonl", "head.json")) {
            Files.move(ledger.resolve(name), folder.resolve(name));
        }
        write(13);
        assertThat(ledger().verify().intact()).isTrue();
        LedgerState anew = verified(place);
        assertThat(anew.intact()).isFalse();
        assertThat(anew.firstBroken()).isEqualTo(9);
        assertThat(anew.problem()).startsWith("Entry 9, ").endsWith(", is not in this ledger.");
        // What was written anew is not kept over what it replaced.
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> ledger().keep(anchor))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ANCHOR"));
    }

    /** What S3 answers in each case is in the API's reference of GetObjectLockConfiguration. */
    private static String removable(@Nullable ObjectLockConfiguration lock) {
        S3Client s3 = new S3Client() {
            @Override
            public GetObjectLockConfigurationResponse getObjectLockConfiguration(GetObjectLockConfigurationRequest request) {
                assertThat(request.bucket()).isEqualTo("heads");
                if (lock == null) {
                    throw S3Exception.builder()
                            .statusCode(403)
                            .awsErrorDetails(AwsErrorDetails.builder()
                                    .errorCode("AccessDenied")
                                    .errorMessage("Access Denied")
                                    .build())
                            .build();
                }
                return GetObjectLockConfigurationResponse.builder()
                        .objectLockConfiguration(lock)
                        .build();
            }

            @Override
            public String serviceName() {
                return "s3";
            }

            @Override
            public void close() {}
        };
        return new BucketAnchor(s3, "heads", "", "111122223333").removable();
    }

    private static ObjectLockConfiguration lock(Consumer<DefaultRetention.Builder> retention) {
        return ObjectLockConfiguration.builder()
                .objectLockEnabled("Enabled")
                .rule(rule -> rule.defaultRetention(retention))
                .build();
    }

    @Test
    void whoMayTakeAHeadAwayIsSaid() {
        assertThat(Anchors.of("s3://heads", opened.session(), home).removable())
                .isEqualTo("The bucket has no Object Lock: who may delete its objects can remove it.");
        assertThat(removable(lock(kept -> kept.mode("COMPLIANCE").years(1))))
                .isEqualTo("Object Lock keeps it for 1 year from everyone.");
        assertThat(removable(lock(kept -> kept.mode("GOVERNANCE").days(30))))
                .isEqualTo("Object Lock keeps it for 30 days, but not from who may call s3:BypassGovernanceRetention.");
        assertThat(removable(ObjectLockConfiguration.builder().objectLockEnabled("Enabled").build()))
                .startsWith("Object Lock is on without a default retention");
        assertThat(removable(lock(kept -> kept.mode("LATER").days(1)))).contains("the mode LATER, which is not known here");
        assertThat(removable(null)).startsWith("Whether the bucket has Object Lock is unknown: ").contains("AccessDenied");
    }

    @Test
    void headsThatSomebodyAddsHideNothing() throws IOException {
        Anchor anchor = Anchors.of("s3://heads/p", opened.session(), home);
        write(2);
        assertThat(ledger().keep(anchor)).isPresent();
        var s3 = opened.session().clients().s3("us-east-1");
        String kept = s3.listObjectsV2(r -> r.bucket("heads")).contents().getFirst().key();
        String folder = kept.substring(0, kept.lastIndexOf('/') + 1);
        s3.putObject(r -> r.bucket("heads").key(folder + "~junk"), RequestBody.fromString("x"));
        assertThat(verified("s3://heads/p").intact()).isTrue();
        s3.putObject(
                r -> r.bucket("heads").key(folder + "000000000009-" + "0".repeat(64) + ".json"), RequestBody.fromString("x"));
        assertThat(verified("s3://heads/p").problem()).startsWith("Entry 9, ");
    }

    @Test
    void whatCannotBeAskedBreaksNothingAndSaysWhy() {
        write(1);
        LedgerState state = verified("s3://nobodys");
        assertThat(state.intact()).isTrue();
        assertThat(state.anchors().getFirst().holds()).isNull();
        assertThat(state.anchors().getFirst().said()).contains("does not exist");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> Anchors.of("logs:", opened.session(), home))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-USAGE"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> ledger().keep(Anchors.of("logs:/none", opened.session(), home)));
    }
}
