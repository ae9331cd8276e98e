package dev.sallyport.core.sandbox.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
}
