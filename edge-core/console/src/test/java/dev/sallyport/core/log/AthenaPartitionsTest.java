package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.bucket.BucketLogs;
import dev.sallyport.core.bucket.LogFolder;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.bucket.TimeSpan;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.QueryExecutionStatus;
import software.amazon.awssdk.services.s3.S3Client;

/** A question to Athena reads the partitions in which something was found, and no other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AthenaPartitionsTest {
    private static final String ROOT = "AWSLogs/1/WAFLogs/cloudfront/acl/";
    private static final String RESULTS = "s3://results/q";

    @TempDir
    private static Path folder = Path.of("");

    private SandboxSession opened;
    private AwsClients clients;
    private S3Client s3;

    @BeforeAll
    void fill() {
        opened = SandboxSession.open(new Home(folder.resolve("aws")));
        clients = opened.session().clients();
        s3 = clients.s3("us-east-1");
        for (String bucket : List.of("logs", "results", "odd", "years", "fields", "inside")) {
            s3.createBucket(request -> request.bucket(bucket));
        }
        // Each object is longer than the one before, so that a sum of bytes tells which were read.
        waf("logs", ROOT + "2026/11/29/23/55/", "a", 1);
        waf("logs", ROOT + "2026/11/30/00/00/", "b", 2);
        waf("logs", ROOT + "2026/11/30/00/05/", "c", 4);
        waf("logs", ROOT + "2026/11/30/00/05/", "d", 8);
        waf("logs", ROOT + "2026/12/01/00/00/", "e", 16);
    }

    @AfterAll
    void close() {
        opened.session().close();
    }

    /** That many records of an hour that is long over. */
    private void waf(String bucket, String place, String name, int records) {
        String line = "{\"timestamp\":1764460800000,\"webaclId\":\"w\",\"action\":\"BLOCK\","
                + "\"httpRequest\":{\"uri\":\"/\"}}\n";
        s3.putObject(
                request -> request.bucket(bucket).key(place + "1_waflogs_cloudfront_acl_" + name + ".log"),
                RequestBody.fromString(line.repeat(records)));
    }

    private AthenaQuery asked(String place, TimeSpan span) {
        return AthenaQuery.of(clients, List.of(S3Place.of(place)), span, "primary", RESULTS, said -> {});
    }

    @ParameterizedTest
    @CsvSource({
        "'', 2026/11/29/23/55, 2026/12/01/00/00, 31, 31",
        "2026/11/30/, 2026/11/30/00/00, 2026/11/30/00/05, 14, 14",
        "2026/11, 2026/11/29/23/55, 2026/11/30/00/05, 15, 15",
        "2026/11/30/00/05, 2026/11/30/00/05, 2026/11/30/00/05, 12, 12",
        "2026/11/30/00/05/1_waflogs_cloudfront_acl_d, 2026/11/30/00/05, 2026/11/30/00/05, 8, 12",
    })
    void aPlaceBelowTheRootBoundsThePartitions(String below, String first, String last, long records, long read) {
        String place = "s3://logs/" + ROOT + below;
        BucketLogs buckets = new BucketLogs(clients);
        List<LogFolder> folders =
                LogFolder.of(buckets, buckets.find(S3Place.of(place), TimeSpan.ALL), TimeSpan.ALL);
        assertThat(folders).singleElement().satisfies(one -> assertThat(
                        new AthenaTable(one, AthenaView.waf()).select(TimeSpan.ALL))
                .contains("\"log_time\" >= '" + first + "'", "\"log_time\" <= '" + last + "'"));
        AthenaQuery query = asked(place, TimeSpan.ALL);
        long line = s3.headObject(request -> request.bucket("logs")
                        .key(ROOT + "2026/11/29/23/55/1_waflogs_cloudfront_acl_a.log"))
                .contentLength();
        assertThat(query.size().bytes()).as("what is said before").isEqualTo(read * line);
        RemoteAnswer answer = query.counts("action", null, 0, bytes -> {});
        assertThat(answer.asked().bytes()).as("what was scanned").isEqualTo(read * line);
        assertThat(answer.result().records()).isEqualTo(records);
    }

    @Test
    void aSpanAndAPlaceTogetherBoundThem() {
        TimeSpan span = new TimeSpan(Instant.parse("2026-11-30T12:00:00Z"), Instant.parse("2026-12-02T00:00:00Z"));
        BucketLogs buckets = new BucketLogs(clients);
        LogFolder folder = LogFolder.of(buckets, buckets.find(S3Place.of("s3://logs/" + ROOT), span), span).getFirst();
        assertThat(folder.parts())
                .isEqualTo(new LogFolder.Parts("yyyy/MM/dd/HH/mm", "2026/12/01/00/00", "2026/12/01/00/00", 5));
    }

    @Test
    void moreThanAMillionPartitionsAreRefusedBeforeAthenaRefusesThem() {
        waf("years", ROOT + "2020/01/01/00/07/", "a", 1);
        waf("years", ROOT + "2026/01/01/00/07/", "b", 1);
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> asked("s3://years/" + ROOT, TimeSpan.ALL))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ATHENA-PLACE"))
                // From 2020 to 2026 are 2192 days.
                .satisfies(e -> assertThat(e.message()).contains(String.valueOf(2192 * 24 * 60 + 1)));
        waf("odd", "it's/a \\ b/2026/11/30/00/07/", "a", 1);
        List<String> said = new ArrayList<>();
        AthenaQuery.of(clients, List.of(S3Place.of("s3://odd/")), TimeSpan.ALL, "primary", RESULTS, said::add)
                .counts("action", null, 0, bytes -> {});
        String table = said.getLast().replaceFirst(".* sallyport\\.", "");
        String all = "SELECT count(*) FROM \"sallyport\".\"" + table + "\"";
        assertThat(status(all + " WHERE \"log_time\" >= '2026/11/01/00/00'").stateAsString()).isEqualTo("SUCCEEDED");
        assertThat(status(all).stateChangeReason())
                .contains("more than 1000000 partitions");
    }

    private QueryExecutionStatus status(String sql) {
        AthenaClient athena = clients.athena("us-east-1");
        String id = athena.startQueryExecution(request -> request.queryString(sql)
                        .resultConfiguration(place -> place.outputLocation(RESULTS)))
                .queryExecutionId();
        return athena.getQueryExecution(request -> request.queryExecutionId(id)).queryExecution().status();
    }

    @Test
    void otherFieldsAreNoShiftedValues() {
        String name = "2026/11/30/00/E1ABCDEFGHIJK.2026-11-30-00.a1b2c3d";
        s3.putObject(request -> request.bucket("fields").key(name + "4.txt"), RequestBody.fromString(
                "#Version: 1.0\n#Fields: c-ip sc-status\n192.0.2.1\t404\n"));
        s3.putObject(request -> request.bucket("fields").key(name + "5.txt"), RequestBody.fromString(
                "#Version: 1.0\n#Fields: sc-status c-ip\n200\t192.0.2.1\n"));
        AthenaQuery query = asked("s3://fields/", TimeSpan.ALL);
        for (boolean counted : List.of(true, false)) {
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> {
                        RemoteAnswer unsure = counted
                                ? query.counts("sc_status", null, 1, bytes -> {})
                                : query.records(null, 1, bytes -> {});
                        assertThat(unsure).isNull();
                    })
                    .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ATHENA-FORMAT"));
        }
        s3.putObject(request -> request.bucket("fields").key(name + "4.txt"), RequestBody.fromString(
                "#Version: 1.0\n#Fields: sc-status\tc-ip\n404\t192.0.2.1\n"));
        assertThat(query.counts("sc_status", null, 0, bytes -> {}).result().rows().toString())
                .isEqualTo("[{value=200, count=1}, {value=404, count=1}]");
    }

    @Test
    void aPlaceInAnotherIsReadOnce() {
        AthenaQuery query = AthenaQuery.of(
                clients,
                List.of(S3Place.of("s3://logs/" + ROOT + "2026/12"), S3Place.of("s3://logs/" + ROOT)),
                TimeSpan.ALL,
                "primary",
                RESULTS,
                said -> {});
        assertThat(query.counts("action", null, 0, bytes -> {}).result().records()).isEqualTo(31);
    }

    @Test
    void resultsDoNotLieAmongLogs() {
        waf("inside", "a/2026/11/30/", "a", 1);
        for (String place : List.of("s3://inside/a/q/", "s3://inside/a", "s3://inside")) {
            assertThatExceptionOfType(SallyportException.class)
                    .isThrownBy(() -> AthenaQuery.of(
                            clients, List.of(S3Place.of("s3://inside/a/")), TimeSpan.ALL, "primary", place, said -> {}))
                    .satisfies(e -> assertThat(e.code()).isEqualTo("SP-ATHENA-RESULTS"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "action = 'BLOCK') GROUP BY (action", "TRUE) LIMIT (1", "TRUE) QUALIFY (TRUE", "TRUE) HAVING (TRUE",
        "TRUE) ORDER BY (1", "TRUE) UNION SELECT 1 WHERE (TRUE",
    })
    void aConditionIsNothingElse(String where) {
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> AthenaCondition.of(where, AthenaView.waf().columns()))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-LOG-SQL"));
    }
}
