package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.MGF1ParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Files opened into others, whole, stopped and gone on with. */
class BulkRevealTest {
    private static final Marker MARKER = new Marker("<<", ">>");
    private static final KeyPair KEY = pair();
    private static final Pieces.Sizes SMALL = new Pieces.Sizes(512, 1, 1 << 20);

    @TempDir
    Path root = Path.of("");

    private final List<String> said = new ArrayList<>();

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RingKey local() {
        return new RingKey.Local("key.pem", KeyRing.OAEP_SHA256, "SHA-256", KEY.getPrivate());
    }

    private static KeyRing ring() {
        return new KeyRing(Map.of(MARKER, List.of(local())));
    }

    private static String sealed(String text) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                KEY.getPublic(),
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
        byte[] block = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
        return MARKER.prefix() + Base64.getEncoder().encodeToString(block) + MARKER.suffix();
    }

    /** Lines with fields, without, and with one that stays closed. */
    private static String lines() throws GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            text.append("{\"id\":").append(i).append(",\"name\":\"").append(sealed("n\"" + i)).append("\"}\n");
            text.append("x".repeat(700)).append('\n');
            text.append("plain,").append(i == 3 ? "<<bad>>" : sealed("a,b")).append(",\r\n");
        }
        return text.toString();
    }

    private Ledger ledger() {
        return new Ledger(new Home(root.resolve("home")), Clock.systemUTC());
    }

    private static Reveal reveal() {
        return new Reveal("me", "111122223333", "a file", "ticket 7", Set.of(), Set.of());
    }

    private BulkResult open(Path source, Path out, KeyRing ring, Consumer<Field> fields) {
        try (AwsClients aws = new ThrottlingKms().clients()) {
            return open(aws, source, out, ring, fields);
        }
    }

    private BulkResult open(AwsClients aws, Path source, Path out, KeyRing ring, Consumer<Field> fields) {
        BulkListener listener = new BulkListener() {
            @Override
            public void said(String sentence) {
                said.add(sentence);
            }

            @Override
            public void field(Field field) {
                fields.accept(field);
            }

            @Override
            public void progress(Progress progress) {}
        };
        return new BulkReveal(aws, ledger(), () -> RevealPolicy.NONE, new CallRate(100), SMALL, Duration.ZERO)
                .run(new BulkOrder(source, out, ring, reveal(), true), listener);
    }

    private Opened whole(Path source) throws IOException {
        Ledger apart = new Ledger(new Home(root.resolve("apart")), Clock.systemUTC());
        try (AwsClients aws = new ThrottlingKms().clients()) {
            return new Decrypter(aws, apart).open(Document.of(Files.readAllBytes(source)), ring(), reveal());
        }
    }

    private static void assertIsWhole(BulkResult result, Path out, Opened expected) throws IOException {
        assertThat(Files.readAllBytes(out)).isEqualTo(expected.document().bytes());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out))).isEqualTo("rw-------");
        assertThat(result.decrypted()).isEqualTo(expected.decrypted());
        assertThat(result.failed()).isEqualTo(expected.failed());
        List<JsonNode> listed = new ArrayList<>();
        for (String line : Files.readAllLines(result.fields().orElseThrow())) {
            listed.add(Json.MAPPER.readTree(line));
        }
        JsonNode fields = Json.MAPPER.readTree(Json.MAPPER.writeValueAsString(expected)).path("fields");
        assertThat(listed).containsExactlyElementsOf(fields);
        Files.delete(result.fields().orElseThrow());
    }

    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    @Test
    void goesOnFromWhereverItWasKilled() throws Exception {
        Path source = Files.writeString(root.resolve("lines.txt"), lines());
        Opened expected = whole(source);
        Path folder = Files.createDirectory(root.resolve("out"));
        Path out = folder.resolve("opened.txt");
        List<Map<String, byte[]>> states = new ArrayList<>();
        BulkResult uninterrupted = open(source, out, ring(), field -> {
            try {
                states.add(files(folder));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertIsWhole(uninterrupted, out, expected);
        assertThat(files(folder)).containsOnlyKeys("opened.txt");
        assertThat(states).hasSize(12).allSatisfy(state -> assertThat(state).doesNotContainKey("opened.txt"));

        long opened = 0;
        for (Map<String, byte[]> state : states) {
            Files.delete(out);
            for (Map.Entry<String, byte[]> file : state.entrySet()) {
                Files.write(folder.resolve(file.getKey()), file.getValue());
                if (!file.getKey().endsWith(".json")) {
                    // As much as was on its way to the disk when the power went.
                    Files.writeString(folder.resolve(file.getKey()), "half a piece", StandardOpenOption.APPEND);
                }
            }
            List<Field> again = new ArrayList<>();
            assertIsWhole(open(source, out, ring(), again::add), out, expected);
            opened += again.size();
            assertThat(files(folder)).containsOnlyKeys("opened.txt");
        }
        assertThat(opened).as("some of the fields each time, not all").isBetween(12L, 12L * 11);
        assertThat(ledger().entries().stream().map(LedgerEntry::outcome).filter("resumed"::equals)).hasSize(11);
        assertThat(ledger().verify().intact()).isTrue();
    }

    @Test
    void aDocumentOfJsonGoesOnBetweenItsStrings() throws Exception {
        Path source = Files.writeString(
                root.resolve("records.json"),
                "[ {\"a\":\"" + sealed("1") + "\"}, \"" + "x".repeat(5000) + "\", {\"b\":[\"" + sealed("2") + "\"]}]\n");
        Opened expected = whole(source);
        Path folder = Files.createDirectory(root.resolve("out"));
        Path out = folder.resolve("opened.json");
        List<Map<String, byte[]>> states = new ArrayList<>();
        BulkResult first = open(source, out, ring(), field -> {
            try {
                states.add(files(folder));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertIsWhole(first, out, expected);
        for (Map.Entry<String, byte[]> file : states.getLast().entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        List<Field> again = new ArrayList<>();
        assertIsWhole(open(source, out, ring(), again::add), out, expected);
        assertThat(again).extracting(Field::path).containsExactly("$[2].b[0]");
    }

    @Test
    void theLedgerHasTheBeginningAndTheEnd() throws Exception {
        Path source = Files.writeString(root.resolve("lines.txt"), lines());
        open(source, root.resolve("opened.txt"), ring(), field -> assertThat(ledger().entries()).hasSize(1));
        assertThat(ledger().entries()).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.action()).isEqualTo("decrypt");
            assertThat(entry.reason()).isEqualTo("ticket 7");
            assertThat(entry.details()).containsEntry("bytes", Long.toString(Files.size(source)));
        });
        assertThat(ledger().entries().getFirst().outcome()).isEqualTo("begun");
        LedgerEntry end = ledger().entries().getLast();
        assertThat(end.outcome()).isEqualTo("revealed");
        assertThat(end.details())
                .containsEntry("decrypted", "11")
                .containsEntry("corrupt", "1")
                .containsEntry("openedWith", "key.pem");
        assertThat(end.details().get("revealed")).startsWith("$.name, byte ");
    }

    @Test
    void beginsAnewWhereTheSourceOrTheKeysChanged() throws Exception {
        Path source = Files.writeString(root.resolve("lines.txt"), lines());
        Path folder = Files.createDirectory(root.resolve("out"));
        Path out = folder.resolve("opened.txt");
        List<Map<String, byte[]>> states = new ArrayList<>();
        Consumer<Field> kept = field -> {
            try {
                states.add(files(folder));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        };
        open(source, out, ring(), kept);
        Map<String, byte[]> state = states.getLast();
        for (Map.Entry<String, byte[]> file : state.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        KeyRing other = new KeyRing(Map.of(MARKER, List.of(local(), local())));
        List<Field> again = new ArrayList<>();
        open(source, out, other, again::add);
        assertThat(said).singleElement().asString().contains("other keys").contains("begins anew");
        assertThat(again).hasSize(12);

        for (Map.Entry<String, byte[]> file : state.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        Files.writeString(source, "one more", StandardOpenOption.APPEND);
        said.clear();
        assertIsWhole(open(source, out, ring(), field -> {}), out, whole(source));
        assertThat(said).singleElement().asString().contains("source changed").contains("begins anew");
    }

    @Test
    void stopsAndIsOnTheRecord() throws Exception {
        Marker silent = new Marker("[[", "]]");
        Path source = Files.writeString(root.resolve("lines.txt"), sealed("now") + "\n[[" + "QUJD".repeat(90) + "]]\n");
        Path out = root.resolve("opened.txt");
        KeyRing ring = new KeyRing(Map.of(
                MARKER, List.of(local()), silent, List.of(new RingKey.InKms("alias/silent", KeyRing.OAEP_SHA256))));
        StoppedRevealTest.SilentKms kms = new StoppedRevealTest.SilentKms();
        AtomicReference<String> code = new AtomicReference<>("");
        try (AwsClients aws = new AwsClients(new AwsClients.Connection(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                kms,
                null,
                "us-east-1",
                List.of()))) {
            Thread opening = Thread.ofVirtual().start(() -> {
                try {
                    open(aws, source, out, ring, field -> {});
                } catch (SallyportException e) {
                    code.set(e.code());
                }
            });
            assertThat(kms.asked.await(20, TimeUnit.SECONDS)).isTrue();
            opening.interrupt();
            assertThat(opening.join(Duration.ofSeconds(20))).as("stopped").isTrue();
        } finally {
            kms.never.countDown();
        }
        assertThat(code).hasValue("SP-STOPPED");
        assertThat(out).doesNotExist();
        assertThat(ledger().entries()).extracting(LedgerEntry::outcome).containsExactly("begun", "stopped");
    }

    @Test
    void nothingIsOpenedWhereTheNewFileCannotBeOrOthersReadIt() throws Exception {
        Path source = Files.writeString(root.resolve("lines.txt"), lines());
        Path shared = Files.writeString(root.resolve("shared.txt"), "as it was");
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-r--r--"));
        for (Path out : List.of(shared, root, source.resolve("below a file"))) {
            assertThatThrownBy(() -> open(source, out, ring(), field -> {}))
                    .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-OUT"));
        }
        assertThat(shared).hasContent("as it was");
        assertThat(ledger().entries()).isEmpty();

        Path out = root.resolve("opened.txt");
        try (BulkDraft other = BulkDraft.open(out, false)) {
            assertThat(other.left()).isEmpty();
            assertThatThrownBy(() -> open(source, out, ring(), field -> {}))
                    .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-OUT-BUSY"));
        }
    }
}
