package dev.sallyport.core.firewall;

import dev.sallyport.core.webacl.WafLogRecord.RuleEntry;
import dev.sallyport.core.webacl.WafLogRecord.TokenAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of a CAPTCHA or Challenge, in words.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html">Log fields, captchaResponse and
 *     challengeResponse</a>
 */
final class TokenWords {
    private TokenWords() {}

    static List<String> of(RuleEntry entry) {
        List<String> said = new ArrayList<>();
        add(said, "CAPTCHA", entry.captchaResponse());
        add(said, "Challenge", entry.challengeResponse());
        return said;
    }

    private static void add(List<String> said, String what, @Nullable TokenAnswer answer) {
        if (answer == null) {
            return;
        }
        String failure = answer.failureReason();
        Integer code = answer.responseCode();
        Long solved = answer.solveTimestamp();
        StringBuilder words = new StringBuilder(what).append(": ");
        words.append(failure == null || failure.isEmpty()
                ? "the client's token passed"
                : failure.replace('_', ' ').toLowerCase(Locale.ROOT));
        if (code != null && code != 0) {
            words.append(", answered with ").append(code);
        }
        words.append(solved == null || solved <= 0 ? ", no solve time is logged." : ", solved at " + Instant.ofEpochSecond(solved) + ".");
        said.add(words.toString());
    }
}
