package dev.sallyport.core.blueprint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which signing mode suits an API on function URLs.
 *
 * @param mode null when none does
 * @param why one sentence
 * @param limits what to know before choosing it, one sentence each
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html">
 *     Restrict access to a Lambda function URL origin</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html">Quotas</a>
 */
public record SigningAdvice(@Nullable SigningMode mode, String why, List<String> limits) {
    /** What an edge function at origin request is shown of a body. */
    static final long EDGE_BODY = 1 << 20;

    /** What Lambda takes in one synchronous call. */
    static final long FUNCTION_BODY = 6 << 20;

    /** What the core rule set lets pass. */
    static final long FIREWALL_BODY = 8192;

    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "OPTIONS", "DELETE");

    /**
     * What an API is used for.
     *
     * @param methods HTTP methods that clients use, in capitals
     * @param clientsSendHash whether every client can send {@code x-amz-content-sha256} with a body
     * @param largestBody bytes
     * @param viewerAuthorization whether the viewer's own Authorization header must reach the function
     */
    public record Use(
            Set<String> methods, boolean clientsSendHash, long largestBody, boolean viewerAuthorization) {

        private boolean hasBodies() {
            return largestBody > 0 && !WITHOUT_BODY.containsAll(methods);
        }
    }

    /** The advice for {@code use}. */
    public static SigningAdvice on(Use use) {
        SigningAdvice advice = byBody(use);
        List<String> limits = new ArrayList<>(advice.limits());
        if (use.viewerAuthorization()) {
            limits.add("The viewer's Authorization header does not reach the function: relay it in a header of its own,"
                    + " or set the signing behavior always-amz-auth where CloudFront offers it for Lambda origins.");
        }
        if (use.hasBodies() && use.largestBody() > FIREWALL_BODY) {
            limits.add("A web ACL with the core rule set blocks bodies over 8,192 bytes unless SizeRestrictions_BODY is"
                    + " overridden.");
        }
        return new SigningAdvice(advice.mode(), advice.why(), List.copyOf(limits));
    }

    private static SigningAdvice byBody(Use use) {
        if (!use.hasBodies()) {
            return of(SigningMode.OAC, "CloudFront signs requests without a body by itself; nothing runs at the edge.");
        }
        if (use.largestBody() > FUNCTION_BODY) {
            return new SigningAdvice(
                    null,
                    "No mode fits: a function URL takes bodies up to 6 MB.",
                    List.of("Let clients upload to S3 with presigned URLs, and send the function the object's key."));
        }
        if (use.clientsSendHash()) {
            return of(
                    SigningMode.OAC,
                    "The clients name the hash of each body, so CloudFront signs alone and nothing runs at the edge.");
        }
        if (use.largestBody() > EDGE_BODY) {
            return new SigningAdvice(
                    null,
                    "No mode fits: an edge function is shown 1 MB of a body, so only the clients can name the hash of a"
                            + " longer one.",
                    List.of("Let the clients send x-amz-content-sha256 with mode oac, or upload to S3 with presigned"
                            + " URLs."));
        }
        return of(
                SigningMode.OAC_HASH,
                "Browsers do not name the hash of a body; an edge function without credentials does, and CloudFront"
                        + " signs.");
    }

    private static SigningAdvice of(SigningMode mode, String why) {
        return new SigningAdvice(mode, why, mode.limits());
    }

    /** What to say to someone who has chosen {@code chosen} for {@code use}. */
    static List<String> notes(Use use, SigningMode chosen) {
        SigningAdvice advice = on(use);
        List<String> notes = new ArrayList<>();
        String said = advice.mode() == null
                ? "no SigningMode fits"
                : advice.mode() == chosen ? "as advised" : advice.mode().word() + " is advised";
        notes.add("SigningMode is " + chosen.word() + "; " + said + ". " + advice.why());
        List<String> limits = new ArrayList<>(chosen.limits());
        advice.limits().stream()
                .filter(limit -> advice.mode() == null || !advice.mode().limits().contains(limit))
                .forEach(limits::add);
        notes.addAll(limits);
        return List.copyOf(notes);
    }
}
