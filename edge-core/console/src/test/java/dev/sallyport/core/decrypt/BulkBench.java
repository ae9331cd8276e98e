package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.management.OperatingSystemMXBean;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Ledger;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.spec.MGF1ParameterSpec;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * How fast files are opened, beside what can be had: prints ratios of one run, and asserts none. {@code mvn -Pbench -pl
 * edge-core/console -am -DskipTests verify}.
 */
final class BulkBench {
    private static final Marker MARKER = new Marker("((enc:", ":enc))");
    private static final int MB = 1 << 20;
    private static final double SECOND = 1e9;

    private BulkBench() {}

    /** Takes a folder for its files, and how many megabytes the large one has. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        long megabytes = Long.parseLong(arguments[1]);
        KeyPair key = pair();
        finding(folder, megabytes, key);
        double openssl = openssl();
        local(folder, key, "the JDK", openssl);
        if (hasFaster()) {
            local(folder, key, "Corretto", openssl);
        }
        kms(folder);
    }

    /** Nanoseconds of processors that this process used so far: what others use of the machine does not count. */
    private static long used() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    private static String sealed(KeyPair key, String text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                key.getPublic(),
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        byte[] block = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
        return MARKER.prefix() + Base64.getEncoder().encodeToString(block) + MARKER.suffix();
    }

    private static KeyRing ring(KeyPair key) {
        return new KeyRing(Map.of(
                MARKER, List.of(new RingKey.Local("key.pem", KeyRing.OAEP_SHA256, "SHA-256", key.getPrivate()))));
    }

    /** Lines of a log in JSON, of which one in {@code every} has a field. */
    private static Path log(Path file, long megabytes, int every, String field) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder block = new StringBuilder();
        for (int i = 0; block.length() < 8 * MB; i++) {
            block.append("{\"timestamp\":").append(1_700_000_000_000L + i)
                    .append(",\"action\":\"ALLOW\",\"clientIp\":\"192.0.2.").append(random.nextInt(255))
                    .append("\",\"uri\":\"/api/books/").append(Long.toHexString(random.nextLong()))
                    .append("\",\"headers\":[{\"name\":\"User-Agent\",\"value\":\"Mozilla/5.0 (X11; Linux x86_64)\"}]");
            block.append(i % every == 0 ? ",\"ssn\":\"" + field + "\"}\n" : ",\"ssn\":\"\"}\n");
        }
        byte[] bytes = block.toString().getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long written = 0; written < megabytes * MB; written += bytes.length) {
                out.write(bytes);
            }
        }
        return file;
    }

    private static void finding(Path folder, long megabytes, KeyPair key) throws Exception {
        Path lines = log(folder.resolve("log.jsonl"), megabytes, 20_000, sealed(key, "078-05-1120"));
        finding("lines of JSON", lines, false);
        Path records = folder.resolve("records.json");
        try (OutputStream out = Files.newOutputStream(records);
                BufferedReader in = Files.newBufferedReader(lines)) {
            out.write("[\n".getBytes(StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((line + ",\n").getBytes(StandardCharsets.UTF_8));
            }
            out.write("{}]\n".getBytes(StandardCharsets.UTF_8));
        }
        finding("one JSON document", records, true);
        Path out = folder.resolve("opened.jsonl");
        long began = System.nanoTime();
        BulkResult result = open(folder, lines, out, ring(key), new ThrottlingKms().clients(), 1000);
        double seconds = (System.nanoTime() - began) / SECOND;
        System.out.printf(Locale.ROOT, "opening and writing lines of JSON: %.0f MB/s, %d fields%n", megabytes / seconds, result.decrypted());
        Files.delete(lines);
        Files.delete(records);
        Files.delete(out);
    }

    private static void finding(String what, Path path, boolean isJson) throws IOException {
        byte[] buffer = new byte[MB];
        try (InputStream in = Files.newInputStream(path)) {
            while (in.read(buffer) >= 0) {
                // So that it is read from memory below, by both.
            }
        }
        long began = used();
        try (InputStream in = Files.newInputStream(path)) {
            while (in.read(buffer) >= 0) {
                // What reading alone takes.
            }
        }
        double reading = (used() - began) / SECOND;
        LongAdder found = new LongAdder();
        began = used();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            Pieces pieces = new Pieces(file, file.size(), Set.of(MARKER), Pieces.Sizes.USUAL);
            if (pieces.isJson() != isJson) {
                throw new IllegalStateException("another kind of file than it should be");
            }
            pieces.cut(0, isJson, piece -> {
                byte[] context = piece.context();
                if (context != null) {
                    found.add(CiphertextFinder.find(piece, Document.of(context), Set.of(MARKER)).size());
                }
            });
        }
        double seconds = (used() - began) / SECOND;
        double size = (double) Files.size(path) / 1_000_000;
        System.out.printf(
                Locale.ROOT,
                "finding markers in %s: %.0f MB a second of one processor (%.2f of reading alone), %d found in %.0f MB, heap of %d MB%n",
                what, size / seconds, reading / seconds, found.sum(), size, Runtime.getRuntime().maxMemory() / MB);
    }

    /** Brings the Corretto provider in, where it is on the class path and works here. */
    private static boolean hasFaster() {
        try {
            Class<?> provider = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
            Security.addProvider((Provider) provider.getField("INSTANCE").get(null));
            return Security.getProvider("AmazonCorrettoCryptoProvider") != null;
        } catch (ReflectiveOperationException | LinkageError absent) {
            return false;
        }
    }

    private static void local(Path folder, KeyPair key, String provider, double openssl) throws Exception {
        int fields = 3000;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < fields; i++) {
            text.append("{\"id\":").append(i).append(",\"ssn\":\"").append(sealed(key, "078-05-" + i)).append("\"}\n");
        }
        Path source = Files.writeString(folder.resolve("sealed.jsonl"), text);
        Path out = folder.resolve("opened.jsonl");
        double best = 0;
        for (int i = 0; i < 4; i++) {
            long began = used();
            open(folder, source, out, ring(key), new ThrottlingKms().clients(), 1000);
            best = Math.max(best, fields / ((used() - began) / SECOND));
        }
        System.out.printf(
                Locale.ROOT,
                "opening with a local key by %s: %.0f a second of one processor; openssl speed rsa2048: %.0f (%.2f)%n",
                provider, best, openssl, best / openssl);
    }

    /** Private operations a second of one processor, as openssl counts its time; not a number where there is no openssl. */
    private static double openssl() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("openssl", "speed", "-seconds", "3", "rsa2048")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        Matcher line = Pattern.compile("rsa 2048 bits\\s+\\S+\\s+\\S+\\s+([0-9.]+)").matcher(said);
        return line.find() ? Double.parseDouble(line.group(1)) : Double.NaN;
    }

    private static void kms(Path folder) throws Exception {
        int fields = 15_000;
        StringBuilder text = new StringBuilder();
        byte[] block = new byte[256];
        for (int i = 0; i < fields; i++) {
            Arrays.fill(block, (byte) i);
            block[0] = (byte) (i >> 8);
            block[1] = (byte) (i >> 16);
            text.append(MARKER.prefix()).append(Base64.getEncoder().encodeToString(block)).append(MARKER.suffix()).append('\n');
        }
        Path source = Files.writeString(folder.resolve("kms.txt"), text);
        for (int quota : new int[] {1000, 400}) {
            QuotaKms kms = new QuotaKms(quota, 20);
            int some = quota == 1000 ? fields : fields / 2;
            Path part = folder.resolve("part.txt");
            try (var lines = Files.lines(source)) {
                Files.write(part, lines.limit(some).toList());
            }
            long began = System.nanoTime();
            BulkResult result = open(
                    folder, part, folder.resolve("kms.out"), KeyRing.ofKms(MARKER, "alias/quota"), kms.clients(), 1000);
            double seconds = (System.nanoTime() - began) / SECOND;
            System.out.printf(
                    Locale.ROOT,
                    "opening by a KMS of %d calls a second and 20 ms: %.3f of the quota used, %.4f of the calls throttled, "
                            + "%d of %d fields%n",
                    quota,
                    some / seconds / quota,
                    (double) kms.throttled.sum() / (kms.throttled.sum() + kms.passed.sum()),
                    result.decrypted(),
                    some);
        }
    }

    private static BulkResult open(Path folder, Path source, Path out, KeyRing ring, AwsClients aws, double rate) {
        Ledger ledger = new Ledger(new Home(folder.resolve("home")), Clock.systemUTC());
        Reveal reveal = new Reveal("me", "111122223333", "a file", "bench", Set.of(), Set.of());
        BulkListener deaf = new BulkListener() {
            @Override
            public void said(String sentence) {}

            @Override
            public void field(Field field) {}

            @Override
            public void progress(Progress progress) {}
        };
        try (aws) {
            return new BulkReveal(aws, ledger, () -> RevealPolicy.NONE, new CallRate(rate))
                    .run(new BulkOrder(source, out, ring, reveal, false), deaf);
        }
    }

    /** A KMS with a quota: a token bucket of a tenth of a second; each call that it lets pass takes its time. */
    private static final class QuotaKms implements SdkHttpClient {
        private static final byte[] REFUSAL =
                "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded.\"}".getBytes(StandardCharsets.UTF_8);

        private final double quota;
        private final long millis;
        private final LongAdder passed = new LongAdder();
        private final LongAdder throttled = new LongAdder();
        private double tokens;
        private long at = System.nanoTime();

        QuotaKms(double quota, long millis) {
            this.quota = quota;
            this.millis = millis;
        }

        AwsClients clients() {
            return new AwsClients(new AwsClients.Connection(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                    this,
                    null,
                    "us-east-1",
                    List.of()));
        }

        private synchronized boolean takes() {
            long now = System.nanoTime();
            tokens = Math.min(quota / 10, tokens + quota * (now - at) / SECOND);
            at = now;
            boolean isLeft = tokens >= 1;
            tokens -= isLeft ? 1 : 0;
            return isLeft;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    boolean passes = takes();
                    (passes ? passed : throttled).increment();
                    try {
                        Thread.sleep(millis);
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    JsonNode answer = Json.MAPPER.createObjectNode()
                            .put("KeyId", "alias/quota")
                            .put("Plaintext", "cGxhaW4=");
                    byte[] body = passes ? answer.toString().getBytes(StandardCharsets.UTF_8) : REFUSAL;
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(passes ? 200 : 400)
                                    .putHeader("Content-Type", "application/x-amz-json-1.1")
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }
}
