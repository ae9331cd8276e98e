package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.MotoServer;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.bucket.BucketLogs;
import dev.sallyport.core.bucket.FoundObjects;
import dev.sallyport.core.bucket.LogObject;
import dev.sallyport.core.bucket.S3Place;
import dev.sallyport.core.bucket.TimeSpan;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.StorageClass;

/** Objects that vanish, are denied, archived or cut; and what a reading leaves behind. */
class ObjectReaderTest {
    private static final S3Place PLACE = new S3Place("logs", "");

    @TempDir
    private Path folder;

    private SandboxSession opened;
    private Faults faults;
    private AwsClients clients;
    private S3Client s3;
    private Home home;

    @BeforeEach
    void open() {
        opened = SandboxSession.open(new Home(folder.resolve("aws")));
        faults = new Faults(opened.sandbox().transport());
        clients = new AwsClients(new AwsClients.Connection(
                opened.sandbox().credentials(), faults, opened.sandbox().endpoint(), "us-east-1", List.of()));
        s3 = opened.session().clients().s3("us-east-1");
        s3.createBucket(request -> request.bucket("logs"));
        home = new Home(folder.resolve("home"));
    }

    @AfterEach
    void close() {
        clients.close();
        opened.session().close();
    }

    private static String record(int number) {
        return "{\"timestamp\":" + (1_750_000_000_000L + number) + ",\"formatVersion\":1,\"action\":\"BLOCK\","
                + "\"terminatingRuleId\":\"R\",\"httpRequest\":{\"clientIp\":\"192.0.2.1\",\"uri\":\"/\",\"requestId\":\"r"
                + number + "\"}}\n";
    }

    private void put(String key, String content) {
        s3.putObject(request -> request.bucket("logs").key(key), RequestBody.fromString(content));
    }

    /** The real answers, but for the objects whose faults are set. */
    private static final class Faults implements SdkHttpClient {
        private final SdkHttpClient real;
        private final Map<String, String> codes = new ConcurrentHashMap<>();
        private final Map<String, Integer> cut = new ConcurrentHashMap<>();
        private final AtomicInteger gets = new AtomicInteger();
        private volatile Runnable onGet = () -> {};

        Faults(SdkHttpClient real) {
            this.real = real;
        }

        private static HttpExecuteResponse answer(int status, Map<String, String> headers, byte[] body) {
            SdkHttpResponse.Builder head = SdkHttpResponse.builder().statusCode(status);
            headers.forEach(head::putHeader);
            return HttpExecuteResponse.builder()
                    .response(head.build())
                    .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                    .build();
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            String path = request.httpRequest().encodedPath();
            String key = path.substring(path.lastIndexOf('/') + 1);
            boolean get = request.httpRequest().method() == SdkHttpMethod.GET && !key.isEmpty() && !key.equals("logs");
            String code = get ? codes.get(key) : null;
            ExecutableHttpRequest prepared = real.prepareRequest(request);
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    if (get) {
                        gets.incrementAndGet();
                        onGet.run();
                    }
                    if (code != null) {
                        String[] parts = code.split(":", 3);
                        return answer(Integer.parseInt(parts[0]), Map.of(), ("<Error><Code>" + parts[1] + "</Code><Message>"
                                + parts[2] + "</Message></Error>").getBytes(StandardCharsets.UTF_8));
                    }
                    HttpExecuteResponse whole = prepared.call();
                    Integer kept = get ? cut.get(key) : null;
                    return kept == null ? whole : cutShort(whole, kept);
                }

                @Override
                public void abort() {
                    prepared.abort();
                }
            };
        }

        private static HttpExecuteResponse cutShort(HttpExecuteResponse whole, int kept) throws IOException {
            byte[] bytes = whole.responseBody().orElseThrow().readNBytes(kept);
            return HttpExecuteResponse.builder()
                    .response(whole.httpResponse())
                    .responseBody(AbortableInputStream.create(new Broken(new ByteArrayInputStream(bytes))))
                    .build();
        }

        /** Ends as a connection does that breaks off. */
        private static final class Broken extends FilterInputStream {
            Broken(InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                return more(super.read());
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                return more(super.read(bytes, from, length));
            }

            private static int more(int read) throws IOException {
                if (read < 0) {
                    throw new IOException("Premature end of Content-Length delimited message body");
                }
                return read;
            }
        }

        @Override
        public String clientName() {
            return "Faults";
        }

        @Override
        public void close() {}
    }

    private static List<Path> under(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private LoadReport read(FoundObjects found) {
        try (LogInput input = new ObjectReader(clients, home).read(List.of(found), TimeSpan.ALL, Progress.NONE);
                LogStore store = LogStore.open(home)) {
            return store.load(input, Progress.NONE);
        }
    }

    @Test
    void eachObjectThatFailsIsNamedAndTheRestIsRead() throws IOException {
        for (String key : List.of("gone", "denied", "locked", "cold", "cut", "whole")) {
            put(key, record(1) + record(2));
        }
        FoundObjects found = new BucketLogs(clients).find(PLACE, TimeSpan.ALL);
        assertThat(found.objects()).hasSize(6);
        s3.deleteObject(request -> request.bucket("logs").key("gone"));
        faults.codes.put("denied", "403:AccessDenied:User is not authorized to perform: s3:GetObject");
        faults.codes.put("locked", "403:AccessDenied:User is not authorized to perform: kms:Decrypt on the resource");
        faults.codes.put("cold", "403:InvalidObjectState:The operation is not valid for the object's storage class");
        faults.cut.put("cut", record(1).length() + 20);
        LoadReport report = read(found);
        // Two of the whole one and one of the one that was cut, whose other half is no record.
        assertThat(report.records()).containsExactlyEntriesOf(Map.of(LogKind.WAF, 3L));
        assertThat(report.rejected()).isEqualTo(1);
        assertThat(report.warnings()).containsExactlyInAnyOrder(
                "1 object was not read, gone meanwhile: s3://logs/gone.",
                "1 object was not read, for want of s3:GetObject: s3://logs/denied.",
                "1 object was not read, for want of kms:Decrypt on the key that encrypts them: s3://logs/locked.",
                "1 object was not read, archived until S3 restores them: s3://logs/cold.",
                "1 object was not read to the end, which did not come: s3://logs/cut.");
        assertThat(under(folder.resolve("home/logs"))).isEmpty();
        assertThat(under(folder.resolve("home/s3"))).as("only what is whole is kept").hasSize(1);
    }

    @Test
    void anUnchangedObjectIsSentOnceAndAChangedOneAgain() {
        for (int i = 0; i < 40; i++) {
            put("o" + i, record(i));
        }
        assertThat(read(new BucketLogs(clients).find(PLACE, TimeSpan.ALL)).total()).isEqualTo(40);
        assertThat(faults.gets.get()).isEqualTo(40);
        assertThat(read(new BucketLogs(clients).find(PLACE, TimeSpan.ALL)).total()).isEqualTo(40);
        assertThat(faults.gets.get()).isEqualTo(40);
        put("o7", record(7) + record(70));
        assertThat(read(new BucketLogs(clients).find(PLACE, TimeSpan.ALL)).total()).isEqualTo(41);
        assertThat(faults.gets.get()).isEqualTo(41);
    }

    @Test
    void copiesAreBoundedAndTheOldestGoFirst() throws IOException {
        ObjectCopies copies = new ObjectCopies(home, 250);
        Map<String, LogObject> objects = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            Path file = Files.write(Home.privateFolder(folder.resolve("own")).resolve("f" + i), new byte[100]);
            LogObject object = new LogObject("b", "k" + i, "e", 100, Instant.EPOCH);
            copies.keep(object, file);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(1000 - i)));
            objects.put("k" + i, object);
        }
        // Used again, so it is no longer the oldest.
        assertThat(copies.take(Optional.ofNullable(objects.get("k0")).orElseThrow(), folder.resolve("again"))).isTrue();
        copies.evict();
        assertThat(under(folder.resolve("home/s3"))).hasSize(2);
        assertThat(copies.take(Optional.ofNullable(objects.get("k0")).orElseThrow(), folder.resolve("t0"))).isTrue();
        assertThat(copies.take(Optional.ofNullable(objects.get("k1")).orElseThrow(), folder.resolve("t1"))).isFalse();
        assertThat(Files.size(folder.resolve("own/f1"))).as("who has a link keeps it").isEqualTo(100);
    }

    @Test
    void anInterruptLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 200; i++) {
            put("o" + i, record(i));
        }
        FoundObjects found = new BucketLogs(clients).find(PLACE, TimeSpan.ALL);
        CountDownLatch reading = new CountDownLatch(20);
        CountDownLatch never = new CountDownLatch(1);
        faults.onGet = () -> {
            boolean through = reading.getCount() > 0;
            reading.countDown();
            try {
                if (!through) {
                    never.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        FutureTask<LogInput> task = new FutureTask<>(
                () -> new ObjectReader(clients, home).read(List.of(found), TimeSpan.ALL, Progress.NONE));
        Thread reader = new Thread(task);
        reader.start();
        assertThat(reading.await(30, TimeUnit.SECONDS)).isTrue();
        reader.interrupt();
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> task.get(30, TimeUnit.SECONDS))
                .havingCause()
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-INTERRUPTED"));
        assertThat(under(folder.resolve("home/logs"))).isEmpty();
    }

    @Test
    void aBucketOfAnotherRegionIsReadThere() {
        put("a.log", record(1));
        String list = """
                <ListBucketResult><Name>logs</Name><IsTruncated>false</IsTruncated><Contents><Key>a.log</Key>
                <LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"e"</ETag><Size>%d</Size></Contents>
                </ListBucketResult>"""
                .formatted(record(1).length());
        Map<String, Integer> asked = new ConcurrentHashMap<>();
        SdkHttpClient regional = new SdkHttpClient() {
            @Override
            public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
                return new ExecutableHttpRequest() {
                    @Override
                    public HttpExecuteResponse call() {
                        String host = request.httpRequest().host();
                        asked.merge(host, 1, Integer::sum);
                        if (!host.contains("eu-central-1")) {
                            return Faults.answer(
                                    301,
                                    Map.of("x-amz-bucket-region", "eu-central-1"),
                                    "<Error><Code>PermanentRedirect</Code><Message>Elsewhere.</Message></Error>"
                                            .getBytes(StandardCharsets.UTF_8));
                        }
                        boolean object = request.httpRequest().encodedPath().endsWith("a.log");
                        return Faults.answer(200, object ? Map.of("ETag", "\"e\"") : Map.of(),
                                (object ? record(1) : list).getBytes(StandardCharsets.UTF_8));
                    }

                    @Override
                    public void abort() {}
                };
            }

            @Override
            public String clientName() {
                return "Regional";
            }

            @Override
            public void close() {}
        };
        try (AwsClients real = new AwsClients(
                new AwsClients.Connection(MotoServer.KEYS, regional, null, "us-east-1", List.of()))) {
            FoundObjects found = new BucketLogs(real).find(PLACE, TimeSpan.ALL);
            try (LogInput input = new ObjectReader(real, home).read(List.of(found), TimeSpan.ALL, Progress.NONE);
                    LogStore store = LogStore.open(home)) {
                assertThat(store.load(input, Progress.NONE).total()).isEqualTo(1);
            }
        }
        assertThat(asked.keySet()).contains("logs.s3.eu-central-1.amazonaws.com");
    }

    /** An S3 that others wrote says it in its own words. */
    @Test
    void anotherS3IsReadToo() {
        try (MotoServer moto = MotoServer.start();
                AwsClients there = new AwsClients(new AwsClients.Connection(
                        MotoServer.KEYS, ApacheHttpClient.create(), moto.endpoint(), "us-east-1", List.of()))) {
            S3Client other = there.s3("us-east-1");
            other.createBucket(request -> request.bucket("logs"));
            for (int i = 0; i < 1100; i++) {
                String key = "AWSLogs/111122223333/WAFLogs/cloudfront/shop/2026/03/01/"
                        + "%02d/%02d/111122223333_waflogs_cloudfront_shop_x_%04d.log".formatted(i / 12 % 24, i % 12 * 5, i);
                String content = record(i);
                other.putObject(request -> request.bucket("logs").key(key), RequestBody.fromString(content));
            }
            other.putObject(
                    request -> request.bucket("logs").key("AWSLogs/111122223333/WAFLogs/cloudfront/shop/2026/03/01/05/10/"
                            + "111122223333_waflogs_cloudfront_shop_cold.log").storageClass(StorageClass.GLACIER),
                    RequestBody.fromString(record(1)));
            FoundObjects all = new BucketLogs(there).find(PLACE, TimeSpan.ALL);
            assertThat(all.objects()).hasSize(1101);
            FoundObjects hour = new BucketLogs(there).find(
                    PLACE, new TimeSpan(Instant.parse("2026-03-01T05:10:00Z"), Instant.parse("2026-03-01T05:40:00Z")));
            assertThat(hour.objects()).hasSizeLessThan(60).allMatch(one -> one.key().contains("/2026/03/01/05/"));
            try (LogInput input = new ObjectReader(there, home).read(List.of(all), TimeSpan.ALL, Progress.NONE);
                    LogStore store = LogStore.open(home)) {
                LoadReport report = store.load(input, Progress.NONE);
                assertThat(report.total()).isEqualTo(1100);
                assertThat(report.warnings()).singleElement().asString().contains("archived until S3 restores them: s3://logs/");
            }
        }
    }
}
