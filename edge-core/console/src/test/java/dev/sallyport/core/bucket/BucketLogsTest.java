package dev.sallyport.core.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/** Buckets with every layout in them: each object of a span is found, and what is far from it is not even listed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BucketLogsTest {
    private static final Instant FIRST = Instant.parse("2025-12-31T20:00:00Z");
    private static final int HOURS = 36;

    @TempDir
    private static Path folder = Path.of("");

    /** Keys that were put, with the time of the record in each. */
    private final Map<String, Instant> put = new HashMap<>();
    private final ConcurrentLinkedQueue<ListObjectsV2Request> listings = new ConcurrentLinkedQueue<>();

    private SandboxSession opened;
    private AwsClients clients;

    private final class Watch implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            if (context.request() instanceof ListObjectsV2Request listing) {
                listings.add(listing);
            }
        }
    }

    @BeforeAll
    void fill() {
        opened = SandboxSession.open(new Home(folder.resolve("aws")));
        clients = SandboxSession.clients(
                opened.sandbox(), opened.sandbox().credentials(), "us-east-1", new Watch());
        S3Client s3 = clients.s3("us-east-1");
        s3.createBucket(request -> request.bucket("logs"));
        Random random = new Random(5);
        for (DeliveredKeys keys : DeliveredKeys.values()) {
            for (int hour = 0; hour < HOURS; hour++) {
                Instant record = FIRST.plusSeconds(3600L * hour + random.nextInt(3600));
                long early = keys.early().toSeconds();
                Instant named = record.minusSeconds(early).plusSeconds(random.nextLong(early + keys.late().toSeconds() + 1));
                String key = keys.key(named, hour);
                put.put(key, record);
                s3.putObject(request -> request.bucket("logs").key(key), RequestBody.fromString("{}"));
            }
        }
        for (String other : List.of("cdn/readme.txt", "notes/a.log", "cdn/EOTHERDISTRIBUTION.2026-01-01-03.00.gz")) {
            s3.putObject(request -> request.bucket("logs").key(other), RequestBody.fromString("{}"));
        }
    }

    @BeforeEach
    void forget() {
        listings.clear();
    }

    @AfterAll
    void close() {
        opened.session().close();
    }

    private Set<String> found(String prefix, TimeSpan span) {
        return new BucketLogs(clients).find(new S3Place("logs", prefix), span).objects().stream()
                .map(LogObject::key)
                .collect(Collectors.toSet());
    }

    @Test
    void fromAnyPlaceEachObjectOfTheSpanIsFound() {
        Random random = new Random(6);
        for (int i = 0; i < 60; i++) {
            Instant since = FIRST.plusSeconds(random.nextInt(3600 * HOURS));
            Instant until = since.plusSeconds(1 + random.nextInt(3600 * 8));
            TimeSpan span = new TimeSpan(i % 5 == 0 ? null : since, i % 7 == 0 ? null : until);
            String any = List.copyOf(new TreeSet<>(put.keySet())).get(random.nextInt(put.size()));
            String prefix = i % 3 == 0 ? "" : any.substring(0, random.nextInt(any.length() + 1));
            Set<String> found = found(prefix, span);
            Set<String> wanted = put.keySet().stream()
                    .filter(key -> key.startsWith(prefix) && span.holds(put.getOrDefault(key, Instant.MIN)))
                    .collect(Collectors.toSet());
            assertThat(found).as("%s of %s", span, prefix).containsAll(wanted);
            Set<String> far = put.keySet().stream()
                    .filter(key -> !key.startsWith(DeliveredKeys.DAILY.root()))
                    .filter(key -> !near(put.getOrDefault(key, Instant.MIN), span))
                    .collect(Collectors.toSet());
            assertThat(found).as("%s of %s", span, prefix).allMatch(key -> !far.contains(key) && key.startsWith(prefix));
        }
    }

    private static boolean near(Instant record, TimeSpan span) {
        Duration margin = Duration.ofHours(2);
        return (span.since() == null || record.isAfter(span.since().minus(margin)))
                && (span.until() == null || record.isBefore(span.until().plus(margin)));
    }

    @Test
    void onlyTheHoursAskedForAreListed() {
        TimeSpan span = new TimeSpan(Instant.parse("2026-01-01T05:20:00Z"), Instant.parse("2026-01-01T05:30:00Z"));
        Set<String> found = found(DeliveredKeys.WAF.root(), span);
        assertThat(found).allMatch(key -> key.startsWith(DeliveredKeys.WAF.root() + "2026/01/01/05/"));
        List<ListObjectsV2Request> calls = List.copyOf(listings);
        // Where it is, what is in it, its layout then, and the hour itself.
        assertThat(calls).hasSizeLessThanOrEqualTo(5);
        assertThat(calls.getLast().prefix()).isEqualTo(DeliveredKeys.WAF.root() + "2026/01/01/05/");
        assertThat(calls.getLast().startAfter()).isEqualTo(DeliveredKeys.WAF.root() + "2026/01/01/05/10");
    }

    /** A root may have years, other folders and loose objects side by side. */
    @Test
    void ofASpanWithoutAnEndTheFoldersBesideAreNotListedAsYears() {
        S3Client s3 = clients.s3("us-east-1");
        s3.createBucket(request -> request.bucket("beside"));
        String late = "2026/01/01/05/aws-waf-logs-shop-3-2026-01-01-05-01-07-0123abcd-1111-2222-3333-444455556666";
        for (String key : List.of("0-readme", late, late.replace("01-01-05", "01-01-01").replace("01/01/05", "01/01/01"), "other/a.log")) {
            s3.putObject(request -> request.bucket("beside").key(key), RequestBody.fromString("x"));
        }
        listings.clear();
        assertThat(new BucketLogs(clients)
                        .find(new S3Place("beside", ""), new TimeSpan(Instant.parse("2026-01-01T04:50:00Z"), null))
                        .objects())
                .extracting(LogObject::key)
                .containsExactlyInAnyOrder("0-readme", late, "other/a.log");
        assertThat(listings).filteredOn(listing -> listing.delimiter() == null && listing.maxKeys() == null)
                .extracting(ListObjectsV2Request::prefix)
                .containsExactlyInAnyOrder("");
        assertThat(listings).filteredOn(listing -> "2026/01/01/04".equals(listing.startAfter())).hasSize(1);
    }

    @Test
    void namesThatTellNothingAreReadByTheTimeOfTheirObjects() {
        TimeSpan now = new TimeSpan(Instant.now().minusSeconds(3600), null);
        assertThat(found("notes/", now)).containsExactly("notes/a.log");
        assertThat(found("notes/", new TimeSpan(Instant.now().plusSeconds(3600), null))).isEmpty();
        FoundObjects old = new BucketLogs(clients)
                .find(new S3Place("logs", "notes/"), new TimeSpan(null, Instant.parse("2026-01-01T00:00:00Z")));
        assertThat(old.objects()).isEmpty();
        assertThat(old.gaps()).hasSize(2).first().asString().contains("1 written more than 24 hours after");
    }

    @Test
    void nothingIsSaidWithTheSpan() {
        FoundObjects none = new BucketLogs(clients).find(
                new S3Place("logs", DeliveredKeys.HIVE.root()),
                new TimeSpan(Instant.parse("2027-01-01T00:00:00Z"), Instant.parse("2027-01-02T00:00:00Z")));
        assertThat(none.objects()).isEmpty();
        assertThat(none.gaps()).containsExactly("Nothing was read: under s3://logs/" + DeliveredKeys.HIVE.root()
                + " there is no object for records from 2027-01-01T00:00:00Z until 2027-01-02T00:00:00Z.");
    }

    @Test
    void manyFilesOfManyDistributionsInOneFolderArePassedOver() {
        S3Client s3 = clients.s3("us-east-1");
        s3.createBucket(request -> request.bucket("flat"));
        List<String> wanted = new ArrayList<>();
        for (String distribution : List.of("E1AAAAAAAAAAAA", "E2BBBBBBBBBBBB")) {
            int files = wanted.isEmpty() ? 1100 : 300;
            for (int i = 0; i < files; i++) {
                String day = "2026-%02d-%02d-%02d".formatted(1 + i / 240, 1 + i / 24 % 10, i % 24);
                String key = distribution + "." + day + ".0000" + i + ".gz";
                s3.putObject(request -> request.bucket("flat").key(key), RequestBody.fromString("x"));
                if (day.equals("2026-02-03-04")) {
                    wanted.add(key);
                }
            }
        }
        String behind = DeliveredKeys.PLAIN.key(Instant.parse("2026-02-03T04:25:00Z"), 1);
        s3.putObject(request -> request.bucket("flat").key("F/" + behind), RequestBody.fromString("x"));
        wanted.add("F/" + behind);
        listings.clear();
        TimeSpan span = new TimeSpan(Instant.parse("2026-02-03T04:20:00Z"), Instant.parse("2026-02-03T04:30:00Z"));
        List<LogObject> found = new BucketLogs(clients).find(new S3Place("flat", ""), span).objects();
        assertThat(found).extracting(LogObject::key).containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(listings).hasSizeLessThan(15);
    }

    @Test
    void aBucketThatIsNotThereAndOneThatMayNotBeListedAreTold() {
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> new BucketLogs(clients).find(new S3Place("no-such-bucket", ""), TimeSpan.ALL))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-NOT-FOUND"))
                .satisfies(e -> assertThat(e.kind().exitStatus()).isEqualTo(3));
        AwsClients nobody = opened.of("nobody", "us-east-1", """
                {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}""");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> new BucketLogs(nobody).find(new S3Place("logs", ""), TimeSpan.ALL))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-DENIED"))
                .satisfies(e -> assertThat(e.next()).contains("s3:ListBucket on arn:aws:s3:::logs"));
    }
}
