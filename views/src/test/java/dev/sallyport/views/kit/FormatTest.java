package dev.sallyport.views.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class FormatTest {
    @Test
    void numbersLineUp() {
        assertThat(Format.number(1_234_567)).isEqualTo("1,234,567");
        assertThat(Format.count(1, "rule", "rules")).isEqualTo("1 rule");
        assertThat(Format.count(1204, "rule", "rules")).isEqualTo("1,204 rules");
        assertThat(Format.percent(0.125)).isEqualTo("12.5 %");
        assertThat(Format.percent(0.0001)).isEqualTo("< 0.1 %");
        assertThat(Format.percent(1)).isEqualTo("100 %");
        assertThat(Format.bytes(999)).isEqualTo("999 B");
        assertThat(Format.bytes(1_500)).isEqualTo("1.5 kB");
        assertThat(Format.bytes(1_970_000_000)).isEqualTo("2.0 GB");
        assertThat(Format.bytes(999_950)).isEqualTo("1.0 MB");
    }

    @Test
    void timesAreUtc() {
        Instant at = Instant.parse("2026-11-23T09:14:05.120Z");
        assertThat(Format.utc(at)).isEqualTo("2026-11-23 09:14:05");
        assertThat(Format.utcExact(at)).isEqualTo("09:14:05.120");
        assertThat(Format.span(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Format.span(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
        assertThat(Format.ago(at, at.plusSeconds(12))).isEqualTo("12 s ago");
    }

    @Test
    void theReadersOwnClockIsNamedWhereItShowsAnotherTime() {
        Instant winter = Instant.parse("2026-11-23T09:14:05Z");
        Instant summer = Instant.parse("2026-07-23T09:14:05Z");
        assertThat(Format.bothClocks(winter, ZoneId.of("Etc/UTC"))).isEqualTo("2026-11-23 09:14:05 UTC");
        assertThat(Format.bothClocks(winter, ZoneOffset.UTC)).isEqualTo("2026-11-23 09:14:05 UTC");
        assertThat(Format.bothClocks(winter, ZoneId.of("Europe/London"))).isEqualTo("2026-11-23 09:14:05 UTC");
        assertThat(Format.bothClocks(summer, ZoneId.of("Europe/London")))
                .isEqualTo("2026-07-23 09:14:05 UTC\n2026-07-23 10:14:05 Europe/London");
        assertThat(Format.bothClocks(winter, ZoneId.of("Europe/Berlin")))
                .isEqualTo("2026-11-23 09:14:05 UTC\n2026-11-23 10:14:05 Europe/Berlin");
        assertThat(Format.bothClocks(winter, ZoneOffset.ofHours(2)))
                .isEqualTo("2026-11-23 09:14:05 UTC\n2026-11-23 11:14:05 +02:00");
    }

    @Test
    void aMomentOfAnotherDayHasItsDay() {
        Instant now = Instant.parse("2026-11-24T00:05:00Z");
        assertThat(Format.utcMoment(now.minusSeconds(60), now)).isEqualTo("00:04");
        assertThat(Format.utcMoment(now.minusSeconds(600), now)).isEqualTo("2026-11-23 23:55");
    }

    @Test
    void longNamesLoseTheirMiddle() {
        String arn = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/t-api/7f0e3b1c";
        assertThat(Format.middle(arn, 20)).hasSize(20).startsWith("arn:aws:wa").endsWith("7f0e3b1c");
        assertThat(Format.middle("short", 20)).isEqualTo("short");
    }

    @Test
    void axesEndAtRoundNumbers() {
        assertThat(TimeChart.ceiling(1)).isEqualTo(1);
        assertThat(TimeChart.ceiling(7)).isEqualTo(8);
        assertThat(TimeChart.ceiling(9)).isEqualTo(10);
        assertThat(TimeChart.ceiling(1_140)).isEqualTo(1_200);
        assertThat(TimeChart.ceiling(1_000_000)).isEqualTo(1_000_000);
    }
}
