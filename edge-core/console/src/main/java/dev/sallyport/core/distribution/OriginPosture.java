package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;
import static dev.sallyport.core.distribution.ApiForm.texts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.distribution.Reading.ReadOrigin;
import java.util.List;
import java.util.Set;

/** What is weak between the edge and one origin. */
final class OriginPosture {
    private static final Set<String> OLD_TLS = Set.of("SSLv3", "TLSv1", "TLSv1.1");

    private final Reading reading;
    private final ReadOrigin read;
    private final Origin origin;
    private final String where;
    private final List<Finding> findings;

    private OriginPosture(Reading reading, ReadOrigin read, List<Finding> findings) {
        this.reading = reading;
        this.read = read;
        this.origin = read.origin();
        this.where = read.where();
        this.findings = findings;
    }

    static void judge(Reading reading, ReadOrigin read, List<Finding> findings) {
        OriginPosture posture = new OriginPosture(reading, read, findings);
        posture.judgeLock();
        posture.judgeOwnLock();
        posture.judgeSigner();
        posture.judgeSigning();
        posture.judgeTransport();
    }

    /** Whether the configuration says of what type an origin is, without which nothing is known of its protection. */
    static boolean saysHowProtected(JsonNode origin) {
        return origin.path("S3OriginConfig").isObject()
                || origin.path("CustomOriginConfig").isObject()
                || origin.path("VpcOriginConfig").isObject()
                || !text(origin, "OriginAccessControlId").isEmpty();
    }

    private void found(String id, Severity severity, String title, String evidence, String fix) {
        findings.add(new Finding(id, severity, title, where + evidence, fix));
    }

    private void judgeLock() {
        boolean refuses = origin.lock() != null
                && (origin.lock().state() == OwnLock.State.CLOSED || origin.lock().state() == OwnLock.State.MISSING);
        switch (origin.protection()) {
            case NONE -> {
                if (saysHowProtected(read.node()) && !refuses) {
                    judgeOpen();
                }
            }
            case HEADER -> {
                if (!refuses) {
                    found(
                            "origin-shared-secret",
                            Severity.MEDIUM,
                            "Only custom headers tell the edge from everyone else.",
                            " has no access control; CustomHeaders are set",
                            "Use origin access control, a signing edge function or a VPC origin;"
                                    + " rotate the secret until then.");
                }
            }
            case OAI -> found(
                    "origin-access-identity",
                    Severity.LOW,
                    "The bucket is protected by the legacy origin access identity.",
                    " sets S3OriginConfig.OriginAccessIdentity",
                    "Move to origin access control.");
            case MTLS -> {
                if (origin.kind() == OriginKind.API_GATEWAY) {
                    found(
                            "origin-mtls-default-endpoint",
                            Severity.MEDIUM,
                            "API Gateway's default endpoint asks for no client certificate.",
                            " is a default endpoint; OriginMtlsConfig.ClientCertificateArn is set",
                            "Set DomainName to a custom domain name with mutual TLS, and switch the default endpoint"
                                    + " off.");
                }
            }
            default -> {}
        }
    }

    /**
     * What was read of the origin's own lock, which a signature in front of it does not replace. A method may check a
     * secret header itself.
     */
    private void judgeOwnLock() {
        OwnLock lock = origin.lock();
        if (lock == null) {
            return;
        }
        if (lock.state() == OwnLock.State.MISSING) {
            found(
                    "origin-missing",
                    Severity.HIGH,
                    "The bucket does not exist, so whoever makes one of its name answers the viewers.",
                    ": " + lock.evidence(),
                    "Remove the origin, or make the bucket.");
        }
        if (origin.protection() == Protection.OAC && !lock.lacks().isEmpty()) {
            found(
                    "origin-permission-missing",
                    Severity.MEDIUM,
                    "CloudFront signs, but lacks a permission that the origin asks for.",
                    ": its policy allows cloudfront.amazonaws.com no " + String.join(" and no ", lock.lacks()),
                    "Allow it for the service principal cloudfront.amazonaws.com, with aws:SourceArn of this distribution.");
        }
        boolean method = origin.kind() == OriginKind.API_GATEWAY;
        if (!lock.isOpen()
                || origin.protection() == Protection.NONE
                || (method && origin.protection() == Protection.HEADER)) {
            return;
        }
        findings.add(new Finding(
                        "origin-lets-all-in",
                        lock.state() == OwnLock.State.PARTLY_OPEN || lock.unless() != null
                                ? Severity.MEDIUM
                                : Severity.HIGH,
                        title(lock),
                        where + ": " + lock.evidence()
                                + (lock.unless() == null
                                        ? ""
                                        : "; it would let everyone in unless " + lock.unless()),
                        switch (origin.kind()) {
                            case S3, S3_WEBSITE -> "Allow only the service principal cloudfront.amazonaws.com, with"
                                    + " aws:SourceArn of this distribution.";
                            default -> "Set the authorization to AWS_IAM, and allow only this distribution or its"
                                    + " signing function.";
                        })
                .at(lock.place()));
    }

    /** An A/B test is an origin-request function, too. */
    private void judgeSigner() {
        boolean decided = origin.lock() != null && origin.lock().state() != OwnLock.State.NOT_SEEN;
        if (origin.protection() != Protection.EDGE_FUNCTION || decided) {
            return;
        }
        List<String> unknown = reading.reaching(read).stream()
                .flatMap(behavior -> behavior.behavior().functions().stream())
                .filter(function -> function.eventType().equals("origin-request"))
                .map(EdgeFunction::arn)
                .distinct()
                .filter(arn -> reading.referenced().function(arn).filter(EdgeCode::signs).isEmpty())
                .toList();
        if (!unknown.isEmpty()) {
            found(
                    "signer-not-seen",
                    Severity.INFO,
                    "Whether the function signs, and whether the origin asks for it, is not known.",
                    " relies on " + String.join(", ", unknown) + "; neither its code nor the origin's own lock was seen",
                    "Prove it with sallyport rollout verify --distribution ID.");
        }
    }

    private static String title(OwnLock lock) {
        if (lock.state() == OwnLock.State.PARTLY_OPEN && lock.unless() == null) {
            return "A method lets everyone in, whatever the distribution does.";
        }
        return lock.unless() == null
                ? "The origin lets everyone in, whatever the distribution does."
                : "The origin would let everyone in unless something else refuses.";
    }

    private void judgeOpen() {
        OwnLock lock = origin.lock();
        String seen = without() + (lock == null || !lock.isOpen() ? "" : "; " + lock.evidence());
        String function = reading.reaching(read).stream().anyMatch(behavior -> behavior.runs("origin-request"))
                ? "no origin-request function on every behavior"
                : "no origin-request function";
        switch (origin.kind()) {
            case S3, FUNCTION_URL -> found(
                    "origin-open",
                    Severity.HIGH,
                    "Nothing in the distribution proves to the origin that a request came through it.",
                    " has no origin access control that signs and " + function + seen,
                    "Add origin access control with signing, and let only this distribution in.");
            case API_GATEWAY -> found(
                    "origin-open",
                    Severity.HIGH,
                    "Nothing in the distribution proves to the API that a request came through it.",
                    " has " + function + ", no mTLS and no VPC origin" + seen,
                    "Switch the API's methods to AWS_IAM and sign at the edge, or make the API private.");
            case S3_WEBSITE -> found(
                    "origin-public-website",
                    Severity.MEDIUM,
                    "An S3 website endpoint is public and has no TLS.",
                    " is a website endpoint" + without(),
                    "Use the bucket's REST endpoint with origin access control.");
            case LOAD_BALANCER, CUSTOM -> found(
                    "origin-open",
                    Severity.MEDIUM,
                    "Nothing in the distribution proves to the origin that a request came through it.",
                    " has no VPC origin, no mTLS, no secret header and " + function + seen,
                    "Use a VPC origin, or let only CloudFront's prefix list and a secret header in.");
        }
    }

    /** What is set and proves nothing. */
    private String without() {
        List<String> headers = OriginLock.headers(read.node()).stream()
                .map(header -> text(header, "HeaderName"))
                .toList();
        String said = headers.isEmpty() ? "" : "; CustomHeaders " + String.join(", ", headers) + " prove nothing to it";
        String control = text(read.node(), "OriginAccessControlId");
        if (!control.isEmpty()) {
            said += "; origin access control " + control + " has SigningBehavior never";
        }
        return OriginLock.hasClientCertificate(read.node())
                ? said + "; it asks for no client certificate, although OriginMtlsConfig is set"
                : said;
    }

    /**
     * API Reference, {@code OriginAccessControlConfig}: with {@code no-override} CloudFront leaves a request unsigned
     * that brings its own {@code Authorization}; with {@code always} it overwrites the header.
     */
    private void judgeSigning() {
        if (origin.protection() != Protection.OAC) {
            return;
        }
        String control = text(read.node(), "OriginAccessControlId");
        if (reading.referenced().signing(control).equals("no-override")) {
            found(
                    "oac-no-override",
                    Severity.LOW,
                    "A viewer that sends Authorization keeps the edge from signing.",
                    " has origin access control " + control + " with SigningBehavior no-override",
                    "Set SigningBehavior to always.");
        }
        if (origin.kind() == OriginKind.FUNCTION_URL
                && reading.reaching(read).stream().anyMatch(behavior -> behavior.runs("origin-request"))) {
            found(
                    "origin-signed-twice",
                    Severity.INFO,
                    "An origin-request function and origin access control meet on one origin.",
                    " has an OAC and a behavior with an origin-request function",
                    "Fine while the function only hashes or rewrites; never let both set Authorization.");
        }
    }

    private void judgeTransport() {
        if (origin.protocolPolicy().equals("http-only") && origin.kind() != OriginKind.S3_WEBSITE) {
            found(
                    "origin-plain-http",
                    Severity.HIGH,
                    "Requests travel to the origin without TLS.",
                    " has OriginProtocolPolicy http-only",
                    "Set https-only.");
        } else if (origin.protocolPolicy().equals("match-viewer")) {
            found(
                    "origin-match-viewer",
                    Severity.MEDIUM,
                    "A viewer on plain HTTP makes the edge talk to the origin without TLS.",
                    " has OriginProtocolPolicy match-viewer",
                    "Set https-only.");
        }
        List<String> old = texts(read.node().path("CustomOriginConfig").path("OriginSslProtocols")).stream()
                .filter(OLD_TLS::contains)
                .toList();
        if (!old.isEmpty()) {
            findings.add(new Finding(
                    "origin-old-tls",
                    Severity.MEDIUM,
                    "The edge may speak an outdated TLS version to the origin.",
                    "Origin " + origin.id() + " allows " + String.join(", ", old),
                    "Allow TLSv1.2 only."));
        }
    }
}
