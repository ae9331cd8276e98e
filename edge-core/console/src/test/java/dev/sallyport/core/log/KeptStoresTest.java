package dev.sallyport.core.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Home;
import dev.sallyport.core.bucket.TimeSpan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sources that were read before. That a file is not read again is seen by what stands in its middle: that is changed
 * behind the reader's back, with all of it by which the file is known left as it was.
 */
class KeptStoresTest {
    private static final Instant FIRST = Instant.ofEpochMilli(1_750_000_000_000L);
    private static final int RECORDS = 20_000;

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private Home home;

    @BeforeEach
    void home() {
        home = new Home(folder.resolve("home"));
    }

    /** As long as every other. */
    private static String waf(int number, String action) {
        return "{\"timestamp\":%d,\"action\":\"%s\",\"terminatingRuleId\":\"Default_Action\",\"httpRequest\":{\"clientIp\":\"192.0.2.1\",\"uri\":\"/%06d\",\"requestId\":\"%0128d\"}}\n"
                .formatted(FIRST.toEpochMilli() + number, action, number, number);
    }

    private Path log(String name, int from, int until) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < until; i++) {
            text.append(waf(i, i % 4 == 0 ? "BLOCK" : "ALLOW"));
        }
        return Files.writeString(folder.resolve(name), text);
    }

    /** Lets the record in the middle be blocked, which {@link #log} lets pass. */
    private static void changeUnseen(Path file) throws IOException {
        FileTime written = Files.getLastModifiedTime(file);
        int length = waf(0, "ALLOW").length();
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            int number = RECORDS / 2 + 1;
            out.write(ByteBuffer.wrap(waf(number, "BLOCK").getBytes(StandardCharsets.UTF_8)), (long) length * number);
        }
        Files.setLastModifiedTime(file, written);
    }

    private static long blocked(LogStore store) {
        return store.query(new LogQuery(LogKind.WAF, "action = 'BLOCK'", null, null, 1)).matched();
    }

    private LogStore open() {
        return LogStore.open(home);
    }

    private long blockedOf(Path... files) {
        try (LogStore store = open()) {
            assertThat(store.load(List.of(files), Progress.NONE).warnings()).isEmpty();
            return blocked(store);
        }
    }

    private List<Path> kept() throws IOException {
        Path root = home.root().resolve("logs/kept");
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    @Test
    void aFileThatIsUnchangedIsNotReadAgain() throws IOException {
        Path file = log("a.log", 0, RECORDS);
        assertThat(blockedOf(file)).isEqualTo(RECORDS / 4);
        assertThat(kept()).hasSize(1);
        changeUnseen(file);
        assertThat(blockedOf(file)).isEqualTo(RECORDS / 4);
        // Under another name it is the same file.
        Path link = Files.createSymbolicLink(folder.resolve("b.log"), file);
        try (LogStore store = open()) {
            store.load(List.of(link), Progress.NONE);
            assertThat(blocked(store)).isEqualTo(RECORDS / 4);
            assertThat(store.sources()).extracting(LoadedSource::name).containsExactly(link.toString());
            assertThat(store.original(LogKind.WAF, 7)).contains(waf(7, "ALLOW").strip());
        }
        assertThat(kept()).hasSize(1);
    }

    @Test
    void oneThatWasWrittenToIsReadAgain() throws IOException {
        Path file = log("a.log", 0, RECORDS);
        blockedOf(file);
        changeUnseen(file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));
        assertThat(blockedOf(file)).isEqualTo(RECORDS / 4 + 1);
    }

    @Test
    void oneThatGrewIsReadFromWhereItEnded() throws IOException {
        Path file = log("a.log", 0, RECORDS);
        blockedOf(file);
        changeUnseen(file);
        Files.writeString(file, waf(RECORDS, "BLOCK") + "\nno record\n" + waf(RECORDS + 1, "BLOCK"), StandardOpenOption.APPEND);
        for (int again = 0; again < 2; again++) {
            try (LogStore store = open()) {
                LoadReport report = store.load(List.of(file), Progress.NONE);
                assertThat(report.total()).isEqualTo(RECORDS + 2);
                assertThat(blocked(store)).isEqualTo(RECORDS / 4 + 2);
                assertThat(store.rejected(5))
                        .singleElement()
                        .returns("no record", RejectedLine::text)
                        .returns(RECORDS + 3L, RejectedLine::number);
                assertThat(store.original(LogKind.WAF, RECORDS + 2)).contains(waf(RECORDS + 1, "BLOCK").strip());
                assertThat(store.sources())
                        .singleElement()
                        .returns(RECORDS + 2L, LoadedSource::records);
            }
            assertThat(kept()).hasSize(1);
        }
    }

    @Test
    void oneThatGrewInTheMiddleOfALineIsReadAgain() throws IOException {
        Path file = log("a.log", 0, RECORDS);
        String whole = waf(RECORDS, "BLOCK");
        Files.writeString(file, whole.substring(0, 100), StandardOpenOption.APPEND);
        try (LogStore store = open()) {
            assertThat(store.load(List.of(file), Progress.NONE).rejected()).isEqualTo(1);
        }
        Files.writeString(file, whole.substring(100), StandardOpenOption.APPEND);
        try (LogStore store = open()) {
            LoadReport report = store.load(List.of(file), Progress.NONE);
            assertThat(report.rejected()).isZero();
            assertThat(report.total()).isEqualTo(RECORDS + 1);
        }
    }

    @Test
    void oneBesideOthersIsReadAlone() throws IOException {
        Path first = log("a.log", 0, RECORDS);
        Path second = log("b.log", RECORDS, 2 * RECORDS);
        blockedOf(first);
        changeUnseen(first);
        assertThat(blockedOf(first, second)).isEqualTo(RECORDS / 2);
        // A window opens one after the other.
        try (LogStore store = open()) {
            store.load(List.of(first), Progress.NONE);
            assertThat(store.load(List.of(second), Progress.NONE).total()).isEqualTo(2 * RECORDS);
            LoadReport twice = store.load(List.of(first, second), Progress.NONE);
            assertThat(twice.total()).isEqualTo(2 * RECORDS);
            assertThat(twice.warnings())
                    .containsExactly(
                            first + " is open already and is not counted twice.",
                            second + " is open already and is not counted twice.");
            assertThat(store.original(LogKind.WAF, RECORDS)).contains(waf(RECORDS, "BLOCK").strip());
        }
    }

    @Test
    void whatWasUnpackedIsKeptWithItsLines() throws IOException {
        Path file = folder.resolve("a.log.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            // Packed they are smaller than what is worth it: random ids are not.
            for (int i = 0; i < RECORDS; i++) {
                byte[] random = new byte[192];
                new Random(i).nextBytes(random);
                String id = HexFormat.of().formatHex(random);
                out.write(waf(i, "ALLOW").replaceFirst("\\d{128}", id).getBytes(StandardCharsets.UTF_8));
            }
            out.write("no record\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Files.size(file)).isGreaterThan(Keeping.WORTH);
        for (int again = 0; again < 2; again++) {
            try (LogStore store = open()) {
                assertThat(store.load(List.of(file), Progress.NONE).total()).isEqualTo(RECORDS);
                assertThat(store.rejected(5))
                        .singleElement()
                        .returns(RECORDS + 1L, RejectedLine::number)
                        .returns("no record", RejectedLine::text);
            }
            assertThat(kept()).hasSize(1);
        }
    }

    @Test
    void severalMayAskAndOneMayGoOnAlone() throws IOException {
        Path first = log("a.log", 0, RECORDS);
        Path second = log("b.log", RECORDS, 2 * RECORDS);
        try (LogStore one = open();
                LogStore other = open();
                LogStore third = open()) {
            one.load(List.of(first), Progress.NONE);
            other.load(List.of(first), Progress.NONE);
            third.load(List.of(first), Progress.NONE);
            other.load(List.of(second), Progress.NONE);
            third.remove(first.toString());
            assertThat(blocked(one)).isEqualTo(RECORDS / 4);
            assertThat(blocked(other)).isEqualTo(RECORDS / 2);
            assertThat(third.report().total()).isZero();
        }
        assertThat(kept()).hasSize(2);
    }

    @Test
    void aTimeLeavesOutRecordsOfTheAnswerAndNotOfWhatIsKept() throws IOException {
        Path file = log("a.log", 0, RECORDS);
        TimeSpan half = new TimeSpan(FIRST.plusMillis(RECORDS / 2), null);
        for (int again = 0; again < 2; again++) {
            try (LogStore store = open();
                    LogInput input = LogInput.of(List.of(file), half)) {
                assertThat(store.load(input, Progress.NONE).total()).isEqualTo(RECORDS / 2);
            }
            changeUnseen(file);
        }
        assertThat(blockedOf(file)).isEqualTo(RECORDS / 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs.duckdb", "index.json"})
    void oneThatIsDamagedIsMadeAgain(String part) throws IOException {
        Path file = log("a.log", 0, RECORDS);
        blockedOf(file);
        Path damaged = kept().getFirst().resolve(part);
        try (FileChannel out = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            out.truncate(Files.size(damaged) / 2);
        }
        assertThat(blockedOf(file)).isEqualTo(RECORDS / 4);
        changeUnseen(file);
        assertThat(blockedOf(file)).isEqualTo(RECORDS / 4);
    }

    @Test
    void theLeastUsedGoFirstAndThoseInUseStay() throws IOException {
        Path first = log("a.log", 0, RECORDS);
        Path second = log("b.log", RECORDS, 2 * RECORDS);
        Path third = log("c.log", 2 * RECORDS, 3 * RECORDS);
        blockedOf(first);
        Path oldest = kept().getFirst();
        KeptStores all = new KeptStores(home);
        long one = all.bytes();
        Files.setLastModifiedTime(
                oldest.resolve(KeptStores.INDEX), FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        KeptStores few = new KeptStores(home, 5 * one / 2);
        try (LogStore used = LogStore.open(home, few)) {
            used.load(List.of(second), Progress.NONE);
            assertThat(kept()).hasSize(2);
            try (LogStore store = LogStore.open(home, few)) {
                store.load(List.of(third), Progress.NONE);
            }
            assertThat(kept()).hasSize(2).doesNotContain(oldest);
            all.clear();
            assertThat(kept()).hasSize(1);
            assertThat(blocked(used)).isEqualTo(RECORDS / 4);
        }
        all.clear();
        assertThat(all.bytes()).isZero();
        assertThat(blockedOf(first)).isEqualTo(RECORDS / 4);
    }

    @Test
    void whatIsUselessGoes() throws IOException {
        Path gone = log("gone.log", 0, RECORDS);
        blockedOf(gone);
        Files.delete(gone);
        blockedOf(log("old.log", RECORDS, 2 * RECORDS));
        // Of a file that is gone nothing is found again.
        assertThat(kept()).hasSize(1);
        Files.setLastModifiedTime(
                kept().getFirst().resolve(KeptStores.INDEX), FileTime.from(Instant.now().minus(Duration.ofDays(31))));
        try (LogStore used = open()) {
            used.load(List.of(log("new.log", 2 * RECORDS, 3 * RECORDS)), Progress.NONE);
            assertThat(kept()).hasSize(1);
            new KeptStores(home).clear();
            assertThat(blocked(used)).isEqualTo(RECORDS / 4);
        }
        // What was in use when it was to go is not found again.
        try (LogStore again = open()) {
            again.load(List.of(folder.resolve("new.log")), Progress.NONE);
            assertThat(kept()).hasSize(1);
            assertThat(Files.exists(kept().getFirst().resolve(KeptStores.INDEX))).isTrue();
        }
    }

    /** The name is a link that led to another file when its lines were read. */
    @Test
    void originalsAreThoseOfTheFileWhateverItIsCalled() throws IOException {
        Path first = log("first.log", 0, RECORDS);
        Path second = log("second.log", RECORDS, 2 * RECORDS);
        Path link = Files.createSymbolicLink(folder.resolve("current.log"), first);
        blockedOf(link);
        Files.delete(link);
        Files.createSymbolicLink(link, second);
        try (LogStore store = open()) {
            store.load(List.of(first), Progress.NONE);
            assertThat(store.original(LogKind.WAF, 7)).contains(waf(7, "ALLOW").strip());
        }
    }

    /** Its lines lie among those of others, so that it cannot be told where new ones begin. */
    @Test
    void aSmallFileThatGrewIsReadAgain() throws IOException {
        Path large = log("large.log", 0, RECORDS);
        Path small = log("small.log", RECORDS, RECORDS + 10);
        Path other = log("other.log", RECORDS + 10, RECORDS + 20);
        try (LogStore store = open()) {
            store.load(List.of(large, small, other), Progress.NONE);
            Files.writeString(small, waf(RECORDS + 20, "ALLOW"), StandardOpenOption.APPEND);
            store.load(List.of(small), Progress.NONE);
            List<String> originals = LongStream.range(0, 1000)
                    .mapToObj(row -> store.original(LogKind.WAF, RECORDS + row))
                    .flatMap(Optional::stream)
                    .toList();
            assertThat(originals).contains(waf(RECORDS + 20, "ALLOW").strip());
            assertThat(originals).filteredOn(line -> line.equals(waf(RECORDS + 15, "ALLOW").strip())).hasSize(1);
        }
    }

    @Test
    void aLoadThatIsStoppedLeavesNothingBehind() throws IOException {
        Path first = log("a.log", 0, RECORDS);
        Path second = log("b.log", RECORDS, 2 * RECORDS);
        Path third = log("c.log", 2 * RECORDS, 3 * RECORDS);
        try (LogStore store = open()) {
            store.load(List.of(first), Progress.NONE);
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> store.load(List.of(second, third), (source, done) -> {
                        if (source.equals(third.toString())) {
                            Thread.currentThread().interrupt();
                        }
                    }));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(store.report().total()).isEqualTo(RECORDS);
            assertThat(store.sources()).extracting(LoadedSource::name).containsExactly(first.toString());
            assertThat(store.load(List.of(second, third), Progress.NONE).total()).isEqualTo(3 * RECORDS);
            assertThat(store.original(LogKind.WAF, 3)).contains(waf(3, "ALLOW").strip());
        }
    }

    @Test
    void whatIsMoreThanAllMayBeIsNotKept() throws IOException {
        Path file = log("a.log", 0, RECORDS);
        try (LogStore store = LogStore.open(home, new KeptStores(home, 1 << 16))) {
            store.load(List.of(file), Progress.NONE);
            assertThat(blocked(store)).isEqualTo(RECORDS / 4);
            assertThat(store.original(LogKind.WAF, 3)).contains(waf(3, "ALLOW").strip());
        }
        assertThat(kept()).isEmpty();
    }

    @Test
    void nobodyElseReadsThem() throws IOException {
        blockedOf(log("a.log", 0, RECORDS));
        try (Stream<Path> all = Files.walk(home.root().resolve("logs"))) {
            for (Path path : all.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }
}
