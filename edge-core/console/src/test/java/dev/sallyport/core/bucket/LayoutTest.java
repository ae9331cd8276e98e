package dev.sallyport.core.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys a span of time needs. */
class LayoutTest {
    private static final Instant FIRST = Instant.parse("2023-12-30T00:00:00Z");
    private static final long THREE_YEARS = 3L * 366 * 86_400;

    private static KeyRange range(DeliveredKeys keys, Instant known, TimeSpan span) {
        return Layout.of(keys.key(known, 0), Duration.ZERO).orElseThrow().range(span);
    }

    /** Delivered as early or as late as the guides say, an object with a record of the span is never passed over. */
    @Property
    void noObjectWithARecordOfTheSpanIsLeftOut(
            @ForAll DeliveredKeys keys,
            @ForAll @LongRange(max = THREE_YEARS) long known,
            @ForAll @LongRange(max = THREE_YEARS) long start,
            @ForAll @IntRange(min = 1, max = 400_000) int length,
            @ForAll @LongRange(max = 999_999) long place,
            @ForAll @IntRange(max = 100) int delivery,
            @ForAll boolean open) {
        Instant since = FIRST.plusSeconds(start);
        TimeSpan span = new TimeSpan(since, open ? null : since.plusSeconds(length));
        Instant record = since.plusNanos(length * 1000L * place);
        assertThat(span.holds(record)).isTrue();
        Duration least = keys.early().negated();
        Instant named = record.plus(least.plus(keys.early().plus(keys.late()).multipliedBy(delivery).dividedBy(100)));
        String key = keys.key(named, 7);
        KeyRange range = range(keys, FIRST.plusSeconds(known), span);
        assertThat(range.holds(key)).as("%s of %s in %s", key, record, range).isTrue();
        assertThat(range.isEmpty()).isFalse();
        assertThat(range.within(key.substring(0, key.length() - 3)).holds(key)).isTrue();
    }

    /** What lies further away than a delivery can is not read. */
    @Property
    void nothingThatCanHoldNoRecordOfTheSpanIsRead(
            @ForAll DeliveredKeys keys,
            @ForAll @LongRange(max = THREE_YEARS) long start,
            @ForAll @IntRange(min = 1, max = 400_000) int length,
            @ForAll @IntRange(min = 1, max = 4_000_000) int away,
            @ForAll boolean before) {
        Instant since = FIRST.plusSeconds(start);
        Instant until = since.plusSeconds(length);
        // A quarter of an hour more than the guides say, and for AWS WAF a minute folder on each side.
        Duration margin = Duration.ofMinutes(30).plus(keys.rounding());
        Instant named = before
                ? since.minus(margin).minusSeconds(away)
                : until.plus(margin).plusSeconds(away);
        KeyRange range = range(keys, since, new TimeSpan(since, until));
        assertThat(range.holds(keys.key(named, 7))).as("%s in %s", keys.key(named, 7), range).isFalse();
    }

    @Test
    void whatLiesBesideTheYearsIsNoneOfThem() {
        KeyRange open = range(DeliveredKeys.DAILY, FIRST, new TimeSpan(FIRST, null));
        assertThat(open.holds("days/2031/01/01/x")).isTrue();
        assertThat(open.holds("days/AWSLogs/2031/01/01/x")).isFalse();
        assertThat(open.holds("days/readme.txt")).isFalse();
        KeyRange past = range(DeliveredKeys.HIVE, FIRST, new TimeSpan(null, FIRST));
        assertThat(past.holds(DeliveredKeys.HIVE.root() + "year=2001/month=01/day=01/hour=00/x")).isTrue();
        assertThat(past.holds(DeliveredKeys.HIVE.root() + "2001/01/01/x")).isFalse();
    }

    @Test
    void aSpanOfOneHourIsOneShortRange() {
        TimeSpan span = new TimeSpan(Instant.parse("2026-11-30T04:30:00Z"), Instant.parse("2026-11-30T04:40:00Z"));
        assertThat(range(DeliveredKeys.PLAIN, FIRST, span))
                .isEqualTo(new KeyRange(
                        DeliveredKeys.PLAIN.root() + "2026/11/30/0",
                        DeliveredKeys.PLAIN.root() + "2026/11/30/04",
                        DeliveredKeys.PLAIN.root() + "2026/11/30/05"));
        assertThat(range(DeliveredKeys.HIVE, FIRST, span).after())
                .isEqualTo(DeliveredKeys.HIVE.root() + "year=2026/month=11/day=30/hour=04");
        assertThat(range(DeliveredKeys.LEGACY, FIRST, span).prefix())
                .isEqualTo("cdn/EMLARXS9EXAMPLE.2026-11-30-0");
    }

    /** An object is written minutes after the time in its name, which is that of another zone. */
    @ParameterizedTest
    @CsvSource({"Asia/Tokyo", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Kiritimati", "UTC"})
    void aStreamInAnotherTimeZoneIsReadByItsOwnHours(String zone) {
        ZoneId there = ZoneId.of(zone);
        for (int minutes = 0; minutes < 24 * 60; minutes += 7) {
            Instant arrived = Instant.parse("2026-03-01T00:00:00Z").plusSeconds(60L * minutes);
            Instant named = arrived.atZone(there).toLocalDateTime().toInstant(ZoneOffset.UTC);
            String key = DeliveredKeys.FIREHOSE.key(named, minutes);
            LogObject object = new LogObject("b", key, "e", 1, arrived.plusSeconds(60L * (minutes % 16)));
            TimeSpan span = new TimeSpan(arrived.minusSeconds(300), arrived.plusSeconds(300));
            assertThat(Layout.of(object).orElseThrow().range(span).holds(key)).as("%s at %s", key, arrived).isTrue();
        }
        LogObject copy = new LogObject("b", DeliveredKeys.FIREHOSE.key(FIRST, 1), "e", 1, FIRST.plusSeconds(90_000));
        assertThat(Layout.of(copy).orElseThrow().zone()).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "logs/waf.log.gz",
        "2026/11/30/04/part-0000.json",
        "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/30/x.json.gz",
        "AWSLogs/111122223333/elasticloadbalancing/us-east-1/2026/11/30/1_elasticloadbalancing_x.log.gz",
        "2026/13/41/aws-waf-logs-shop-3-2026-11-30-04-05-06.gz",
        ""
    })
    void keysOfOthersTellNothing(String key) {
        assertThat(Layout.of(key, Duration.ZERO)).isEqualTo(Optional.empty());
    }
}
