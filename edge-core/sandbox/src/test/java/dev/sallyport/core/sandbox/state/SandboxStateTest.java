package dev.sallyport.core.sandbox.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.wafv2.model.ByteMatchStatement;
import software.amazon.awssdk.services.wafv2.model.Rule;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.WebACL;

class SandboxStateTest {
    @TempDir
    Path folder;

    record Kept(String name, WebACL acl, Instant at) {}

    @Test
    void keepsRecordsWithShapesAcrossARestart() {
        WebACL acl = WebACL.builder()
                .name("edge")
                .rules(Rule.builder()
                        .priority(1)
                        .statement(Statement.builder()
                                .byteMatchStatement(ByteMatchStatement.builder()
                                        .searchString(SdkBytes.fromUtf8String("bot"))
                                        .build())
                                .build())
                        .build())
                .build();
        Kept kept = new Kept("a", acl, Instant.parse("2026-11-23T08:00:00.123Z"));
        try (SandboxState state = SandboxState.open(folder)) {
            state.shelf("test/kept", Kept.class).put("k", kept);
        }
        try (SandboxState state = SandboxState.open(folder)) {
            assertThat(state.shelf("test/kept", Kept.class).get("k")).contains(kept);
        }
    }

    @Test
    void anExplicitEmptyListIsNotAnAbsentOne() {
        try (SandboxState state = SandboxState.inMemory()) {
            var shelf = state.shelf("test/acl", WebACL.class);
            shelf.put("empty", WebACL.builder().rules(List.of()).build());
            shelf.put("absent", WebACL.builder().build());
            assertThat(shelf.get("empty").orElseThrow().hasRules()).isTrue();
            assertThat(shelf.get("absent").orElseThrow().hasRules()).isFalse();
        }
    }

    @Test
    void findsKeysByPrefixInOrder() {
        try (SandboxState state = SandboxState.inMemory()) {
            var shelf = state.shelf("test/text", String.class);
            List.of("b/2", "a/1", "b/1", "c").forEach(key -> shelf.put(key, key));
            assertThat(shelf.valuesUnder("b/")).containsExactly("b/1", "b/2");
        }
    }

    @Test
    @Attack(Area.STATE)
    void refusesAStateOfAnotherFormatAndLeavesItAsItIs() throws Exception {
        try (SandboxState state = SandboxState.open(folder)) {
            state.shelf("about", String.class).put("format", "999");
        }
        byte[] before = Files.readAllBytes(folder.resolve("state.mv"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> SandboxState.open(folder))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-SANDBOX-VERSION"))
                .withMessageContaining("999");
        assertThat(Files.size(folder.resolve("state.mv"))).isGreaterThanOrEqualTo(before.length);
    }

    @Test
    void theFileIsPrivate() throws Exception {
        SandboxState.open(folder.resolve("fresh")).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("fresh/state.mv"))))
                .isEqualTo("rw-------");
    }

    private void write(int from, int to) {
        try (SandboxState state = SandboxState.open(folder)) {
            for (int i = from; i < to; i++) {
                state.shelf("iam/users", String.class).put("user" + i, "text of user " + i + "x".repeat(3000));
            }
        }
    }

    private Path store() {
        return folder.resolve("state.mv");
    }

    private void isDamaged() {
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> SandboxState.open(folder))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("SP-SANDBOX-DAMAGED");
                    assertThat(e.kind()).isEqualTo(SallyportException.Kind.UNAVAILABLE);
                    assertThat(e.message()).doesNotContain("org.h2", "Exception");
                    assertThat(e.next()).contains("sandbox reset");
                });
    }

    @Test
    @Attack(Area.STATE)
    void aClosedStoreThatIsCutEmptiedOrChangedAnywhereIsNotOpened(TestReporter reporter) throws Exception {
        write(0, 60);
        byte[] good = Files.readAllBytes(store());
        reporter.publishEntry(Attack.TRIED, "56");
        for (int length : new int[] {0, 1, good.length / 2, good.length - 4096, good.length - 1}) {
            Files.write(store(), Arrays.copyOf(good, length));
            isDamaged();
        }
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(store(), bad);
            isDamaged();
        }
        Files.delete(store());
        isDamaged();
        Files.write(store(), good);
        try (SandboxState state = SandboxState.open(folder)) {
            assertThat(state.shelf("iam/users", String.class).values()).hasSize(60);
        }
    }

    @Test
    @Attack(Area.STATE)
    void anOlderStoreInItsPlaceIsNotOpened() throws Exception {
        write(0, 30);
        byte[] older = Files.readAllBytes(store());
        write(30, 60);
        Files.write(store(), older);
        isDamaged();
    }

    /** As a kill leaves it: the note says that the store is open, and which version was written. */
    @Test
    @Attack(Area.STATE)
    void aStoreThatWasNotClosedIsNotOpenedOnAnOlderVersion() throws Exception {
        SandboxState killed = SandboxState.open(folder);
        for (int i = 0; i < 60; i++) {
            killed.shelf("iam/users", String.class).put("user" + i, "text of user " + i + "x".repeat(3000));
        }
        byte[] bytes = Files.readAllBytes(store());
        byte[] note = Files.readAllBytes(folder.resolve("state.note"));
        killed.close();
        Files.write(folder.resolve("state.note"), note);
        Files.write(store(), bytes);
        try (SandboxState state = SandboxState.open(folder)) {
            assertThat(state.shelf("iam/users", String.class).values()).hasSize(60);
        }
        for (int length : new int[] {bytes.length / 2, bytes.length - 4096}) {
            Files.write(folder.resolve("state.note"), note);
            Files.write(store(), Arrays.copyOf(bytes, length));
            isDamaged();
        }
    }

    /** Without its note an older store, or none, would be opened as if it were the newest. */
    @ParameterizedTest
    @ValueSource(strings = {"", "rubbish", "7 closed", "x closed 1 2 3"})
    @Attack(Area.STATE)
    void aStoreWithoutAReadableNoteIsNotOpened(String rubbish) throws Exception {
        write(0, 30);
        byte[] older = Files.readAllBytes(store());
        write(30, 60);
        Path note = folder.resolve("state.note");
        if (rubbish.isEmpty()) {
            Files.delete(note);
        } else {
            Files.writeString(note, rubbish);
        }
        isDamaged();
        Files.write(store(), older);
        isDamaged();
        Files.write(store(), new byte[0]);
        isDamaged();
        Files.delete(store());
        isDamaged();
    }

    @Test
    void begunAfreshItIsEmptyAndGoesOn() throws Exception {
        write(0, 30);
        Files.delete(folder.resolve("state.note"));
        isDamaged();
        assertThat(SandboxState.setAside(folder)).isPresent();
        write(0, 2);
        try (SandboxState state = SandboxState.open(folder)) {
            assertThat(state.shelf("iam/users", String.class).values()).hasSize(2);
        }
    }

    /** Versions before moved the store away and took its note with it, and left the copy. */
    @Test
    void aStoreThatAnEarlierVersionMovedAwayIsNotMissed() throws Exception {
        write(0, 30);
        write(30, 31);
        assertThat(folder.resolve("checkpoint.mv")).exists();
        assertThat(SandboxState.setAside(folder)).isPresent();
        Files.delete(folder.resolve("state.note"));
        write(0, 2);
        try (SandboxState state = SandboxState.open(folder)) {
            assertThat(state.shelf("iam/users", String.class).values()).hasSize(2);
        }
        // What was moved away is older than the copy of what came then.
        Path note = folder.resolve("checkpoint.note");
        write(2, 3);
        Files.writeString(note, Files.readString(note).replaceFirst("\\d{4}-\\d{2}-\\d{2}T", "2099-01-01T"));
        Files.delete(store());
        Files.delete(folder.resolve("state.note"));
        isDamaged();
    }

    @Test
    void aStoreFromBeforeThereWereNotesSaysHowToGoOn() throws Exception {
        write(0, 3);
        Files.delete(folder.resolve("state.note"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> SandboxState.open(folder))
                .satisfies(e -> assertThat(e.next()).contains("version of Sallyport that wrote it", "sandbox reset"));
    }

    @Test
    void theCopyThatIsKeptApartTakesThePlaceOfADamagedStore() throws Exception {
        write(0, 30);
        write(30, 31);
        Files.write(store(), Arrays.copyOf(Files.readAllBytes(store()), 5000));
        isDamaged();
        SandboxState.restore(folder);
        try (SandboxState state = SandboxState.open(folder)) {
            assertThat(state.shelf("iam/users", String.class).values()).hasSize(30);
        }
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("damaged-")))
                    .singleElement()
                    .satisfies(kept -> assertThat(Files.size(kept)).isEqualTo(5000));
        }
    }

    /** An object that was replaced or removed since is there again with the copy that names it. */
    @Test
    @Attack(Area.STATE)
    void theCopyHasItsObjectsAndSaysWhatIsLost() throws Exception {
        write(0, 30);
        Path objects = Files.createDirectory(folder.resolve("objects"));
        Files.writeString(objects.resolve("old.object"), "old bytes");
        // Closed again, the state is copied at its next opening.
        SandboxState.open(folder).close();
        Files.delete(folder.resolve("checkpoint.note"));
        write(30, 32);
        Files.delete(objects.resolve("old.object"));
        Files.writeString(objects.resolve("new.object"), "new bytes");
        write(0, 1);
        Files.write(store(), new byte[] {1}, StandardOpenOption.APPEND);
        isDamaged();
        SandboxState.Restored restored = SandboxState.restore(folder);
        assertThat(objects.resolve("old.object")).hasContent("old bytes");
        assertThat(restored.lost().entries()).containsEntry("iam/users", 2);
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().matches("damaged-\\d+\\.objects")))
                    .singleElement()
                    .satisfies(kept -> assertThat(kept.resolve("new.object")).hasContent("new bytes"));
        }
    }

    @Test
    void aCopyForgetsObjectsThatItNoLongerNames() throws Exception {
        Path objects = Files.createDirectory(folder.resolve("objects"));
        Files.writeString(objects.resolve("old.object"), "old bytes");
        write(0, 1);
        write(1, 2);
        assertThat(folder.resolve("checkpoint.objects/old.object")).exists();
        Files.delete(objects.resolve("old.object"));
        Files.delete(folder.resolve("checkpoint.note"));
        write(2, 3);
        assertThat(folder.resolve("checkpoint.objects")).isEmptyDirectory();
    }

    /** Else a clock that once ran ahead would leave the copy as old as that. */
    @Test
    @Attack(Area.STATE)
    void aCopyFromATimeToComeIsTakenAnew() throws Exception {
        write(0, 30);
        write(30, 31);
        Path note = folder.resolve("checkpoint.note");
        String ahead = Files.readString(note).replaceFirst("\\d{4}-\\d{2}-\\d{2}T", "2099-01-01T");
        Files.writeString(note, ahead);
        write(31, 60);
        Files.write(store(), new byte[] {1});
        SandboxState.restore(folder);
        try (SandboxState state = SandboxState.open(folder)) {
            assertThat(state.shelf("iam/users", String.class).values()).hasSize(31);
        }
    }

    @Test
    void withoutAWholeCopyNothingIsPutInItsPlace() throws Exception {
        write(0, 3);
        write(3, 4);
        Files.writeString(folder.resolve("checkpoint.mv"), "damaged too");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> SandboxState.restore(folder))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-NOT-FOUND"));
        assertThat(Files.size(store())).isPositive();
    }

    @Test
    void everyFileIsPrivate() throws Exception {
        write(0, 3);
        write(3, 4);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSizeGreaterThan(3).allSatisfy(file -> assertThat(
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
        }
    }
}
