package dev.sallyport.core.sandbox.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.sandbox.state.SandboxState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessKeysTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    @TempDir
    Path folder;

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    @Test
    void theRootsKeyStaysAcrossARestart() {
        AccessKey first;
        try (SandboxState state = SandboxState.open(folder)) {
            first = new AccessKeys(state, at(NOW)).root();
        }
        try (SandboxState state = SandboxState.open(folder)) {
            AccessKeys keys = new AccessKeys(state, at(NOW));
            assertThat(keys.root()).isEqualTo(first);
            assertThat(keys.find(first.accessKeyId())).contains(first);
        }
        assertThat(first.accessKeyId()).matches("AKIA[A-Z2-7]{16}");
        assertThat(first.secretAccessKey()).hasSize(40);
        assertThat(first.caller().isRoot()).isTrue();
        assertThat(first.toString()).doesNotContain(first.secretAccessKey());
    }

    @Test
    void aRolesKeyEndsAndIsForgottenADayLater() {
        try (SandboxState state = SandboxState.inMemory()) {
            AccessKey key = new AccessKeys(state, at(NOW))
                    .issueForRole("arn:aws:iam::111122223333:role/path/books", "fn", Duration.ofHours(1));
            assertThat(key.accessKeyId()).matches("ASIA[A-Z2-7]{16}");
            assertThat(key.sessionToken()).isNotBlank();
            assertThat(key.expires()).isEqualTo(NOW.plus(Duration.ofHours(1)));
            assertThat(key.caller())
                    .isEqualTo(new Caller(
                            "111122223333", "arn:aws:sts::111122223333:assumed-role/books/fn", key.accessKeyId()));

            AccessKeys later = new AccessKeys(state, at(NOW.plus(Duration.ofHours(26))));
            assertThat(later.find(key.accessKeyId())).contains(key);
            AccessKey next = later.issueForRole("arn:aws:iam::111122223333:role/books", "fn", Duration.ofHours(1));
            assertThat(later.find(key.accessKeyId())).isEmpty();
            later.remove(next.accessKeyId());
            assertThat(later.find(next.accessKeyId())).isEmpty();
        }
    }
}
