package dev.sallyport.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sallyport.core.Home;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.120Z");

    @TempDir
    Path root = Path.of("");

    private Ledger ledger() {
        return new Ledger(new Home(root), Clock.fixed(NOON, ZoneOffset.UTC));
    }

    private static Deed deed(String subject) {
        return new Deed(
                "arn:aws:iam::111122223333:user/ann", "111122223333", "decrypt", subject, "ticket \"7\"\nZoë",
                "revealed", Map.of("fields", "2", "decrypted", "1"));
    }

    private Path lines() {
        return root.resolve("ledger/ledger.jsonl");
    }

    private void write(int entries) {
        Ledger ledger = ledger();
        IntStream.range(0, entries).forEach(i -> ledger.append(deed("record " + i)));
    }

    @Test
    void anEntryIsWhatAnotherProgramComputes() throws Exception {
        OutsideTool.require("python3", "--version");
        write(3);
        // Python rebuilds the chain from the description alone: no white space, members in order, UTF-8, SHA-256.
        String program = """
                import hashlib, json, sys
                previous = "0" * 64
                for n, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
                    entry = json.loads(line)
                    hash = entry.pop("hash")
                    text = json.dumps(entry, separators=(",", ":"), ensure_ascii=False)
                    assert hashlib.sha256(text.encode()).hexdigest() == hash
                    assert entry["previous"] == previous and entry["sequence"] == n
                    assert list(entry["details"]) == sorted(entry["details"])
                    previous = hash
                print(previous)
                """;
        OutsideTool.Output output =
                OutsideTool.run(Map.of(), new byte[0], List.of("python3", "-c", program, lines().toString()));
        assertThat(output.err()).isEmpty();
        assertThat(output.out().strip()).isEqualTo(ledger().verify().head());
        assertThat(ledger().entries()).extracting(LedgerEntry::subject).containsExactly("record 0", "record 1", "record 2");
        assertThat(ledger().entries().getFirst().time()).isEqualTo(NOON);
    }

    @Test
    void onlyTheOwnerMayReadIt() throws IOException {
        write(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lines()))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("ledger"))))
                .isEqualTo("rwx------");
    }

    @Test
    @Attack(Area.LEDGER_TAMPERED)
    void anyChangedByteIsFoundWhereItIs(TestReporter reporter) throws IOException {
        write(5);
        assertThat(ledger().verify().intact()).isTrue();
        byte[] good = Files.readAllBytes(lines());
        reporter.publishEntry(Attack.TRIED, "200");
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] bad = good.clone();
            int at = random.nextInt(bad.length - 1);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(lines(), bad);
            LedgerState state = ledger().verify();
            assertThat(state.intact()).as("byte %d", at).isFalse();
            long line = 1 + new String(good, 0, at, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
            assertThat(state.firstBroken()).isEqualTo(line);
        }
    }

    @Test
    @Attack(Area.LEDGER_TAMPERED)
    void removedMovedAddedAndCutLinesAreFound(TestReporter reporter) throws IOException {
        write(5);
        List<String> good = Files.readAllLines(lines());
        reporter.publishEntry(Attack.TRIED, "8");
        assertBroken(without(good, 2), 3);
        assertBroken(without(good, 0), 1);
        assertBroken(without(good, 4), 5);
        assertBroken(without(without(good, 4), 3), 4);
        assertBroken(List.of(), 1);
        assertBroken(Arrays.asList(good.get(0), good.get(2), good.get(1), good.get(3), good.get(4)), 2);
        assertBroken(Arrays.asList(good.get(0), good.get(0), good.get(1), good.get(2), good.get(3), good.get(4)), 2);
        assertBroken(Arrays.asList(good.get(0), good.get(1), "", good.get(2), good.get(3), good.get(4)), 3);
    }

    private static List<String> without(List<String> lines, int index) {
        List<String> fewer = new ArrayList<>(lines);
        fewer.remove(index);
        return fewer;
    }

    private void assertBroken(List<String> lines, long first) throws IOException {
        Files.write(lines(), lines);
        LedgerState state = ledger().verify();
        assertThat(state.intact()).isFalse();
        assertThat(state.firstBroken()).isEqualTo(first);
        assertThat(state.problem()).isNotEmpty();
    }

    @Test
    @Attack(Area.LEDGER_TAMPERED)
    void aCutEndStaysVisibleAfterMoreEntries() throws IOException {
        write(5);
        Files.write(lines(), Files.readAllLines(lines()).subList(0, 3));
        ledger().append(deed("later"));
        assertThat(ledger().verify().firstBroken()).isEqualTo(4);
        assertThat(ledger().entries().getLast().sequence()).isEqualTo(6);
    }

    @Test
    void aLineCutShortByACrashIsSetAsideAndNoted() throws IOException {
        write(2);
        Files.writeString(lines(), "{\"sequence\":3,\"ti", StandardOpenOption.APPEND);
        assertThat(ledger().verify().intact()).as("something stands after the last entry").isFalse();
        assertThat(ledger().verify().firstBroken()).isEqualTo(3);
        ledger().append(deed("next"));
        List<LedgerEntry> entries = ledger().entries();
        assertThat(entries).extracting(LedgerEntry::action).containsExactly("decrypt", "decrypt", "ledger.mend", "decrypt");
        assertThat(entries.get(2).details()).containsEntry("bytes", "17").containsEntry("file", "torn-before-3.txt");
        assertThat(root.resolve("ledger/torn-before-3.txt")).hasContent("{\"sequence\":3,\"ti");
        assertThat(ledger().verify().intact()).isTrue();
    }

    private Path head() {
        return root.resolve("ledger/head.json");
    }

    /** In any other order a power failure could leave a line that no head announces, and its writer would be a forger. */
    @Test
    void theDiskHasTheHeadThatAnnouncesALineBeforeTheLine() throws IOException {
        write(1);
        Path forced = root.resolve("forced.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO).withoutStackTrace();
            recording.start();
            write(1);
            recording.dump(forced);
        }
        Path folder = root.resolve("ledger").toRealPath();
        assertThat(RecordingFile.readAllEvents(forced).stream()
                        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                        .map(event -> Path.of(event.getString("path")))
                        .filter(path -> path.startsWith(folder))
                        .map(path -> path.getFileName().toString().replaceFirst("^(" + Home.DRAFT + ").*", "$1")))
                .containsExactly(Home.DRAFT, "ledger", "ledger.jsonl", Home.DRAFT);
    }

    /** What the disk holds when the program ends after the line and before the head: the head names the line's hash. */
    @Test
    void aCrashBetweenEntryAndHeadLosesNothing() throws IOException {
        write(2);
        LedgerEntry second = ledger().entries().getLast();
        long length = Files.size(lines());
        write(1);
        String third = ledger().entries().getLast().hash();
        Files.writeString(
                head(),
                "{\"sequence\":2,\"hash\":\"%s\",\"bytes\":%d,\"next\":\"%s\"}".formatted(second.hash(), length, third));
        assertThat(ledger().verify()).satisfies(state -> {
            assertThat(state.intact()).isTrue();
            assertThat(state.mends()).isEmpty();
        });
        assertThat(ledger().append(deed("next")).sequence()).isEqualTo(4);
        assertThat(ledger().verify().intact()).isTrue();
        assertThat(ledger().verify().mends()).isEmpty();
    }

    /** Somebody who knows the form adds an entry that follows, and leaves the head as it was. */
    @Test
    @Attack(Area.LEDGER_TAMPERED)
    void anEntryThatWasNotAnnouncedIsFoundAndStaysOnRecord() throws IOException {
        write(2);
        byte[] noted = Files.readAllBytes(head());
        write(1);
        Files.write(head(), noted);
        assertThat(ledger().verify()).satisfies(state -> {
            assertThat(state.intact()).isFalse();
            assertThat(state.firstBroken()).isEqualTo(3);
        });
        ledger().append(deed("next"));
        assertThat(ledger().verify().mends()).singleElement().satisfies(mend -> {
            assertThat(mend.sequence()).isEqualTo(4);
            assertThat(mend.why()).contains("after the noted head");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "null", "{", "{}", "[]", "0", "\0\0\0\0",
                "{\"sequence\":-1,\"hash\":\"x\",\"bytes\":0}",
                "{\"sequence\":0,\"hash\":null,\"bytes\":0}"
            })
    @Attack(Area.LEDGER_TAMPERED)
    void aHeadThatIsNoneIsNotIntact(String text) throws IOException {
        write(5);
        Files.write(lines(), Files.readAllLines(lines()).subList(0, 1));
        Files.writeString(head(), text);
        assertThat(ledger().verify()).satisfies(state -> {
            assertThat(state.intact()).isFalse();
            assertThat(state.problem()).contains("head");
        });
        ledger().append(deed("after"));
        assertThat(ledger().verify().mends())
                .extracting(LedgerState.Mend::why)
                .containsExactly("the noted head was missing; an end that was cut off before would not show");
    }

    @Test
    @Attack(Area.LEDGER_TAMPERED)
    void aHeadThatIsGoneIsNotIntactAndHealingShows() throws IOException {
        write(1);
        Files.delete(head());
        assertThat(ledger().verify().intact()).isFalse();
        ledger().append(deed("after"));
        assertThat(ledger().verify().mends()).hasSize(1);
    }

    /** Of the files of a ledger with entries, those that somebody takes away; lines are emptied or gone. */
    @ParameterizedTest
    @ValueSource(strings = {"head.json", "head.json ledger.jsonl"})
    @Attack(Area.LEDGER_TAMPERED)
    void aLedgerThatWasEmptiedIsNotIntactAndGoesOnWithAMend(String gone) throws IOException {
        write(3);
        Files.write(lines(), new byte[0]);
        for (String name : gone.split(" ", -1)) {
            Files.delete(root.resolve("ledger").resolve(name));
        }
        assertThat(ledger().verify()).satisfies(state -> {
            assertThat(state.intact()).isFalse();
            assertThat(state.firstBroken()).isEqualTo(1);
            assertThat(state.problem()).contains("head");
        });
        assertThat(ledger().append(deed("after")).sequence()).isEqualTo(2);
        assertThat(ledger().verify().mends())
                .extracting(LedgerState.Mend::why)
                .containsExactly("the noted head was missing; an end that was cut off before would not show");
    }

    /** Earlier versions left nothing in the lock's file, with which a head that is gone is one that was taken away. */
    @Test
    @Attack(Area.LEDGER_TAMPERED)
    void soIsOneOfAnEarlierVersion() throws IOException {
        write(3);
        Files.write(root.resolve("ledger/lock"), new byte[0]);
        assertThat(ledger().verify().intact()).isTrue();
        for (boolean emptied : new boolean[] {true, false}) {
            Files.write(root.resolve("ledger/lock"), new byte[0]);
            Path file = emptied ? lines() : head();
            byte[] taken = Files.readAllBytes(file);
            if (emptied) {
                Files.write(file, new byte[0]);
            } else {
                Files.delete(file);
            }
            assertThat(ledger().verify().intact()).isFalse();
            assertThat(ledger().verify().intact()).as("asked again").isFalse();
            Files.write(file, taken);
        }
    }

    /** They made these when the ledger of a new home was asked for. */
    @Test
    void oneThatAnEarlierVersionBeganAndNeverWroteIsIntact() throws IOException {
        Files.createDirectories(root.resolve("ledger"));
        Files.createFile(root.resolve("ledger/lock"));
        Files.createFile(lines());
        assertThat(ledger().verify().intact()).isTrue();
        ledger().append(deed("first"));
        assertThat(ledger().verify()).satisfies(state -> {
            assertThat(state.intact()).isTrue();
            assertThat(state.mends()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "{\"sequence\":4", " ", "\0", "more\n", "\n"})
    @Attack(Area.LEDGER_TAMPERED)
    void anythingAfterTheLastEntryIsNotIntact(String more) throws IOException {
        write(3);
        Files.writeString(lines(), more, StandardOpenOption.APPEND);
        assertThat(ledger().verify().intact()).isFalse();
        assertThat(ledger().verify().firstBroken()).isEqualTo(4);
    }

    @Test
    @Attack(Area.LEDGER_TAMPERED)
    void aLastLineWithoutItsEndIsNotIntact() throws IOException {
        write(3);
        byte[] whole = Files.readAllBytes(lines());
        Files.write(lines(), Arrays.copyOf(whole, whole.length - 1));
        assertThat(ledger().verify().intact()).isFalse();
    }

    @Test
    void anEmptyLedgerIsIntact() {
        assertThat(ledger().verify().intact()).isTrue();
        assertThat(ledger().verify()).isEqualTo(new LedgerState(true, 0, "0".repeat(64), null, "", List.of(), List.of()));
    }

    @Test
    @Attack(Area.LEDGER_SHARED)
    void manyThreadsAndProcessesShareOneChain(TestReporter reporter) {
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(i -> Thread.ofVirtual().start(() -> write(60)))
                .toList();
        List<Thread> processes = IntStream.range(0, 2)
                .mapToObj(i -> Thread.ofVirtual().start(() -> OutsideTool.run(Map.of(), new byte[0], List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp", System.getProperty("java.class.path"),
                        LedgerWriter.class.getName(), root.toString(), "60"))))
                .toList();
        List.of(threads, processes).forEach(all -> all.forEach(LedgerTest::join));
        LedgerState state = ledger().verify();
        assertThat(state.problem()).isEmpty();
        assertThat(state.entries()).isEqualTo(360);
        reporter.publishEntry(Attack.TRIED, "360");
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Another process that writes entries. */
    static final class LedgerWriter {
        private LedgerWriter() {}

        public static void main(String[] arguments) {
            Ledger ledger = new Ledger(new Home(Path.of(arguments[0])), Clock.systemUTC());
            for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
                ledger.append(deed("from another process"));
            }
        }
    }

    @Test
    @Attack(Area.LEDGER_UNWRITABLE)
    void whatCannotBeWrittenIsSaid() throws IOException {
        Files.writeString(root.resolve("ledger"), "a file where the folder should be");
        assertThatThrownBy(() -> ledger().append(deed("x")))
                .isInstanceOfSatisfying(SallyportException.class, e -> {
                    assertThat(e.code()).isEqualTo("SP-LEDGER");
                    assertThat(e.kind()).isEqualTo(SallyportException.Kind.UNAVAILABLE);
                });
        assertThatThrownBy(() -> ledger().requireWritable()).isInstanceOf(SallyportException.class);
    }

    /** {@code /dev/full} answers every write as a full disk does: full(4). */
    @Test
    @Attack(Area.LEDGER_UNWRITABLE)
    void onAFullDiskNothingIsSaidToBeOnRecord() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "only Linux has it");
        Path lines = Files.createDirectories(root.resolve("ledger")).resolve("ledger.jsonl");
        Files.createSymbolicLink(lines, full);
        assertThatThrownBy(() -> ledger().append(deed("x")))
                .isInstanceOfSatisfying(SallyportException.class, e -> assertThat(e.code()).isEqualTo("SP-LEDGER"));
        Files.delete(lines);
        assertThat(ledger().append(deed("x")).sequence()).isEqualTo(1);
        assertThat(ledger().verify().intact()).isTrue();
    }

    @Test
    void aClockThatJumpsBreaksNoChain() {
        for (String now : List.of("2026-11-23T08:00:00Z", "1970-01-01T00:00:00Z", "2999-12-31T23:59:59Z")) {
            new Ledger(new Home(root), Clock.fixed(Instant.parse(now), ZoneOffset.UTC)).append(deed(now));
        }
        assertThat(ledger().verify().intact()).isTrue();
        assertThat(ledger().entries()).extracting(LedgerEntry::sequence).containsExactly(1L, 2L, 3L);
    }

    @Test
    void exportsWhatSpreadsheetsAndProgramsRead() throws IOException {
        ledger().append(deed("=cmd|' /C calc'!A0"));
        List<LedgerEntry> entries = ledger().entries();
        LedgerExport.write(entries, root.resolve("out.csv"));
        LedgerExport.write(entries, root.resolve("out.jsonl"));
        assertThat(Files.readString(root.resolve("out.jsonl"))).isEqualTo(Files.readString(lines()));
        assertThat(Files.readString(root.resolve("out.csv")))
                .startsWith("sequence,time,who,")
                .contains(",'=cmd|' /C calc'!A0,\"ticket \"\"7\"\"\nZoë\",revealed,decrypted=1; fields=2,");
    }
}
