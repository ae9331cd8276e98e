package dev.sallyport.core.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.LedgerEntry;
import dev.sallyport.core.log.WafRecordMask;
import dev.sallyport.core.masking.MaskingRules.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in each form that logs have them. */
class MaskingTest {
    private static final String SECRET = "Zx9Secret7Qw";

    @TempDir
    private Path folder;

    private Home home;
    private Masking masking;

    @BeforeEach
    void open() {
        home = new Home(folder.resolve("home"));
        masking = Masking.of(home);
    }

    private static String mark(String masked) {
        return masked.replaceAll("•••[0-9a-f]{6}", "•");
    }

    @Test
    void headersKeepWhatIsNoSecret() {
        assertThat(mark(masking.header("Cookie", "session=abc123; theme=dark; ok=1"))).isEqualTo("session=•; theme=•; ok=1");
        assertThat(mark(masking.header("Set-Cookie", "session=abc123; Path=/; HttpOnly; SameSite=Lax")))
                .isEqualTo("session=•; Path=/; HttpOnly; SameSite=Lax");
        assertThat(mark(masking.header("authorization", "Bearer abc.def"))).isEqualTo("Bearer •");
        // The example of "Signature Version 4 signing process" with a shorter signature.
        assertThat(mark(masking.header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                                + "SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b1316")))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=•/20150830/us-east-1/iam/aws4_request, "
                        + "SignedHeaders=content-type;host;x-amz-date, Signature=•");
        assertThat(mark(masking.header("referer", "https://ann:pw@a.example/p?token=abc&page=7#access_token=abc")))
                .isEqualTo("https://•••@a.example/p?token=•&page=7#access_token=•");
        assertThat(masking.header("User-Agent", "curl/8.5.0 (x86_64)")).isEqualTo("curl/8.5.0 (x86_64)");
        assertThat(mark(masking.header("x-api-key", "abc123"))).isEqualTo("•");
        assertThat(mark(masking.header("X-Unheard-Of", "abc123"))).isEqualTo("•");
    }

    @Test
    void queriesKeepTheirNames() {
        assertThat(mark(masking.query("token=abc&id=7&page=100&flag&a==b&&debug=true&%74=x%26y")))
                .isEqualTo("token=•&id=7&page=100&•&a==b&&debug=true&%74=•");
        // "Authenticating Requests: Using Query Parameters" of S3: when it ends is no secret.
        assertThat(mark(masking.query("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKID/x&X-Amz-Expires=86400"
                        + "&X-Amz-Signature=aeeed9bb")))
                .isEqualTo("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=•&X-Amz-Expires=86400&X-Amz-Signature=•");
        assertThat(mark(masking.query("Policy=eyJTdGF0ZW1&Signature=nitfHRCrt&Key-Pair-Id=K2JCJMDEHXQW5F")))
                .isEqualTo("Policy=•&Signature=•&Key-Pair-Id=•");
    }

    @Test
    void equalValuesHaveEqualMarksAndOthersOthers() {
        assertThat(masking.value("abc123")).isEqualTo(Masking.of(home).value("abc123")).doesNotContain("abc");
        assertThat(masking.value("abc123")).isNotEqualTo(masking.value("abc124"));
        // Another installation has another key, so that nobody can try out values on what was exported.
        assertThat(masking.value("abc123")).isNotEqualTo(Masking.of(new Home(folder.resolve("other"))).value("abc123"));
        assertThat(masking.value(masking.value("abc123"))).isEqualTo(masking.value("abc123"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "the token is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx$In0.$-_x",
                "Cookie: session=$; theme=dark",
                "authorization: Bearer $",
                "Bearer $ was refused",
                "password=$ and more",
                "{\"password\":\"$\"}",
                "{\"apiKey\": \"$\"}",
                "{\"otp token\":\"1\",\"inner\":\"{\\\"secret\\\":\\\"$\\\"}\"}",
                "request { headers: { cookie: [ { key: 'Cookie', value: 'session=$' } ] } }",
                "got {\"headers\":{\"authorization\":[{\"key\":\"Authorization\",\"value\":\"$\"}]}} here",
                "got {\\\"headers\\\":{\\\"x-api-key\\\":[{\\\"key\\\":\\\"x-api-key\\\",\\\"value\\\":\\\"$\\\"}]}}",
                "{\"headers\":{\"x-custom\":[{\"key\":\"X-Custom\",\"value\":\"$\"}]},\"uri\":\"/\"}",
                "{\"headers\":{\"x-custom\":{\"value\":\"$\"}},\"querystring\":{\"q\":{\"value\":\"$\"}}}",
                "{\"queryStringParameters\":{\"code\":\"$\"},\"cookies\":[\"session=$\"]}",
                "{\"querystring\":\"code=$&page=2\"}",
                "{\"body\":{\"encoding\":\"base64\",\"data\":\"$\"}}",
                "{\"body\":\"user=$&x=1\"}",
                "GET https://a.example/p?code=$ 200",
                "https://ann:$@a.example/",
                "name: 'Cookie', value: \"a=\\\"$\\\"\" cookie: \"a=\\\"$\\\"; b=1\"",
                "run 9f8e7d6c5b4a$f0e1d2c3b4a5968778695a4b ended"
            })
    void textsLoseWhatFormOrNameTells(String text) {
        String written = text.replace("$", SECRET);
        assertThat(masking.text(written)).doesNotContain(SECRET).contains(Masking.MARK);
        assertThat(masking.unread(written)).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "START RequestId: 11111111-2222-4333-8444-555555555555 Version: 7",
                "request Rd4CqnYqJ5iH0gF2xYzAbCdEfGhIjKlMnOpQrStUvWxYz0123456Ab== went",
                "INIT_START Runtime Version ARN:"
                        + " arn:aws:lambda:us-east-1::runtime:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "Error: no\n    at handler (/var/task/node_modules/@aws-sdk/client-s3/dist-cjs/index.js:12:34)",
                "{\"level\":\"info\",  \"message\":\"opened stack-api-perimeter-OriginRequestFunction-1ABC2DEF3GHI\"}"
            })
    void textsKeepWhatIsNone(String text) {
        assertThat(masking.text(text)).isEqualTo(text);
    }

    @Test
    void keysOfAwsAreKnownByTheirForm() {
        // The example of IAM User Guide, "Managing access keys".
        assertThat(mark(masking.text("AKIAIOSFODNN7EXAMPLE and wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY used")))
                .isEqualTo("• and • used");
    }

    @Test
    void hostileTextsTakeNoTime() {
        String many = "cookie".repeat(20_000) + "\\".repeat(50_000) + "token:".repeat(20_000) + "A1".repeat(100_000);
        long start = System.nanoTime();
        assertThat(masking.text(many)).isNotEmpty();
        assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
    }

    @Test
    void aRecordKeepsWhatARuleIsJudgedBy() {
        String record = "{\"timestamp\":1,\"action\":\"BLOCK\",\"terminatingRuleMatchDetails\":["
                + "{\"conditionType\":\"SQL_INJECTION\",\"location\":\"QUERY_ARGS\",\"matchedData\":[\"10\",\"AND\",\"1\"],\"matchedFieldName\":\"q\"},"
                + "{\"conditionType\":\"XSS\",\"location\":\"HEADER\",\"matchedData\":[\"<\",\"Zx9Secret7Qw\"],\"matchedFieldName\":\"x-custom\"},"
                + "{\"conditionType\":\"XSS\",\"location\":\"HEADER\",\"matchedData\":[\"<\",\"script\"],\"matchedFieldName\":\"user-agent\"}],"
                + "\"rateBasedRuleList\":[{\"limitKey\":\"CUSTOMKEYS\",\"customValues\":["
                + "{\"key\":\"HEADER\",\"name\":\"x-api\",\"value\":\"k1\"},{\"key\":\"COOKIE\",\"name\":\"s\",\"value\":\"Zx9Secret7Qw\"},"
                + "{\"key\":\"IP\",\"value\":\"192.0.2.1\"}]}],"
                + "\"requestHeadersInserted\":[{\"name\":\"x-amzn-waf-x\",\"value\":\"Zx9Secret7Qw\"}],"
                + "\"httpRequest\":{\"clientIp\":\"192.0.2.1\",\"uri\":\"/p\",\"args\":\"q=10 AND"
                + " 1&t=Zx9Secret7Qw\",\"headers\":["
                + "{\"name\":\"Host\",\"value\":\"a.example\"},{\"name\":\"Cookie\",\"value\":\"s=Zx9Secret7Qw\"}]},"
                + "\"labels\":[{\"name\":\"awswaf:managed:token:absent\"}],\"unheard\":{\"password\":\"Zx9Secret7Qw\"}}";
        String masked = WafRecordMask.masked(masking, record);
        assertThat(masked).doesNotContain(SECRET);
        assertThat(masked)
                .contains("[\"10\",\"AND\",\"1\"]", "[\"<\",\"script\"]", "\"k1\"", "192.0.2.1", "a.example", "\"/p\"", "token:absent")
                .contains("s=•••", "x-amzn-waf-x");
        assertThat(WafRecordMask.masked(masking, "{\"httpRequest\":{\"headers\":[{\"name\":\"Cookie\",\"value\":\"s=Zx9Secret7Qw; u=Zx9Sec"))
                .doesNotContain("Zx9Sec");
    }

    @Test
    void namesAreShownByTheRules() {
        new RuleBook(home, new Ledger(home, Clock.systemUTC())).show(new RuleBook.Editor("arn", "1"), Part.PARAMETER, " Code ");
        assertThat(mark(Masking.of(home).query("code=abc&other=abc"))).isEqualTo("code=abc&other=•");
        assertThat(new Ledger(home, Clock.systemUTC()).entries())
                .extracting(LedgerEntry::action, LedgerEntry::outcome)
                .containsExactly(tuple("masking.rules", "begun"), tuple("masking.rules", "done"));
        masking.refreshed();
        assertThat(masking.parameter("CODE", "abc")).isEqualTo("abc");
    }

    @Test
    void rulesThatCannotBeWrittenAreNotOnRecordAsChanged() throws IOException {
        Ledger ledger = new Ledger(home, Clock.systemUTC());
        // A folder in its place takes no file.
        Files.createDirectories(home.root().resolve("masking.json/x"));
        RuleBook rules = new RuleBook(home, ledger);
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> rules.show(new RuleBook.Editor("arn", "1"), Part.PARAMETER, "code"));
        assertThat(ledger.entries()).noneMatch(entry -> entry.outcome().equals("done"));
    }

    @Test
    void rulesThatCannotBeReadShowNothing() throws IOException {
        Files.createDirectories(home.root());
        Files.writeString(home.root().resolve("masking.json"), "{\"headers\":[\"host\"]}");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> Masking.of(home))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("SP-MASKING"));
    }

    @Test
    void masksAreLiftedForAReasonThatTheLedgerHas() throws IOException {
        Unmasker unmasker = new Unmasker(
                home, new Ledger(home, Clock.systemUTC()), () -> new ReasonRule(why -> why.startsWith("INC-"), "INC-number"));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> unmasker.unmask(new Unmasker.Wish("arn:me", "1", "waf.log", "logs", "just so")))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("SP-REASON"));
        assertThat(new Ledger(home, Clock.systemUTC()).entries()).isEmpty();
        Masking lifted = unmasker.unmask(new Unmasker.Wish("arn:me", "1", "waf.log", "logs", "INC-1 stuck login"));
        assertThat(lifted.header("cookie", "s=abc123")).isEqualTo("s=abc123");
        assertThat(new Ledger(home, Clock.systemUTC()).entries()).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("logs.unmask");
            assertThat(entry.reason()).isEqualTo("INC-1 stuck login");
            assertThat(entry.subject()).isEqualTo("waf.log");
        });
        // Without the ledger nothing is shown.
        Home broken = new Home(folder.resolve("broken"));
        Files.createDirectories(broken.root());
        Files.writeString(broken.root().resolve("ledger"), "a file in its place");
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> new Unmasker(broken, new Ledger(broken, Clock.systemUTC()), () -> new ReasonRule(why -> true, ""))
                        .unmask(new Unmasker.Wish("arn:me", "1", "waf.log", "logs", "why")))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("SP-LEDGER"));
    }
}
