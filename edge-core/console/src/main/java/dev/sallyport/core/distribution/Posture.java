package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.DistributionReader.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.ViewerCertificate;

/**
 * What a distribution's configuration alone shows to be weak. Whether an origin really refuses everyone else is not to be
 * read from it: that is a proof's task.
 */
final class Posture {
    private static final Set<String> OLD_VIEWER_TLS = Set.of("SSLv3", "TLSv1", "TLSv1_2016", "TLSv1.1_2016");
    private static final Set<String> OLD_ORIGIN_TLS = Set.of("SSLv3", "TLSv1", "TLSv1.1");

    private final Distribution distribution;
    private final DistributionConfig config;
    private final List<Finding> findings = new ArrayList<>();

    private Posture(Distribution distribution, DistributionConfig config) {
        this.distribution = distribution;
        this.config = config;
    }

    static List<Finding> findings(Distribution distribution, DistributionConfig config) {
        Posture posture = new Posture(distribution, config);
        posture.judgeWhole();
        posture.judgeViewerTls();
        distribution.origins().forEach(posture::judgeOrigin);
        posture.judgeOriginTls();
        distribution.behaviors().forEach(posture::judgeBehavior);
        return posture.findings;
    }

    private void found(String id, Severity severity, String title, String evidence, String fix) {
        findings.add(new Finding(id, severity, title, evidence, fix));
    }

    private void judgeWhole() {
        if (distribution.webAcl() == null) {
            found(
                    "no-web-acl",
                    Severity.HIGH,
                    "No web ACL inspects the requests.",
                    "WebACLId is empty",
                    "Associate a web ACL of scope CLOUDFRONT, its new rules in Count first.");
        }
        boolean legacyLogs = config.logging() != null && Boolean.TRUE.equals(config.logging().enabled());
        if (!legacyLogs) {
            found(
                    "no-legacy-logs",
                    Severity.INFO,
                    "Legacy standard logging is off.",
                    "Logging.Enabled is false; a standard logging v2 delivery is not part of the configuration",
                    "Make sure that a delivery of ACCESS_LOGS exists for this distribution.");
        }
        boolean hasS3Default = distribution.behaviors().stream()
                .filter(behavior -> behavior.pathPattern().equals("*"))
                .flatMap(behavior -> distribution.origins().stream()
                        .filter(origin -> origin.id().equals(behavior.originId())))
                .anyMatch(origin -> origin.kind() == OriginKind.S3);
        if (hasS3Default && text(config.defaultRootObject()).isEmpty()) {
            found(
                    "no-root-object",
                    Severity.LOW,
                    "A request for / reaches the bucket as a list request.",
                    "DefaultRootObject is empty and the default behavior goes to S3",
                    "Set DefaultRootObject, such as index.html.");
        }
    }

    private void judgeViewerTls() {
        ViewerCertificate certificate = config.viewerCertificate();
        if (certificate == null || Boolean.TRUE.equals(certificate.cloudFrontDefaultCertificate())) {
            return;
        }
        String minimum = text(certificate.minimumProtocolVersionAsString());
        if (OLD_VIEWER_TLS.contains(minimum)) {
            found(
                    "old-viewer-tls",
                    Severity.MEDIUM,
                    "Viewers may connect with a TLS version that is no longer considered safe.",
                    "ViewerCertificate.MinimumProtocolVersion is " + minimum,
                    "Raise it to TLSv1.2_2021 or later.");
        }
    }

    private void judgeOrigin(Origin origin) {
        String where = "Origin " + origin.id() + " (" + origin.domainName() + ")";
        switch (origin.protection()) {
            case NONE -> judgeOpenOrigin(origin, where);
            case HEADER -> found(
                    "origin-shared-secret",
                    Severity.MEDIUM,
                    "Only custom headers tell the edge from everyone else.",
                    where + " has no access control; CustomHeaders are set",
                    "Use origin access control, a signing edge function or a VPC origin; rotate the secret until then.");
            case OAI -> found(
                    "origin-access-identity",
                    Severity.LOW,
                    "The bucket is protected by the legacy origin access identity.",
                    where + " sets S3OriginConfig.OriginAccessIdentity",
                    "Move to origin access control.");
            default -> {}
        }
        if (origin.protocolPolicy().equals("http-only") && origin.kind() != OriginKind.S3_WEBSITE) {
            found(
                    "origin-plain-http",
                    Severity.HIGH,
                    "Requests travel to the origin without TLS.",
                    where + " has OriginProtocolPolicy http-only",
                    "Set https-only.");
        } else if (origin.protocolPolicy().equals("match-viewer")) {
            found(
                    "origin-match-viewer",
                    Severity.MEDIUM,
                    "A viewer on plain HTTP makes the edge talk to the origin without TLS.",
                    where + " has OriginProtocolPolicy match-viewer",
                    "Set https-only.");
        }
        boolean signsTwice = origin.protection() == Protection.OAC
                && origin.kind() == OriginKind.FUNCTION_URL
                && distribution.behaviors().stream()
                        .filter(behavior -> behavior.originId().equals(origin.id()))
                        .anyMatch(DistributionReader::hasOriginRequestFunction);
        if (signsTwice) {
            found(
                    "origin-signed-twice",
                    Severity.INFO,
                    "An origin-request function and origin access control meet on one origin.",
                    where + " has an OAC and a behavior with an origin-request function",
                    "Fine while the function only hashes or rewrites; never let both set Authorization.");
        }
    }

    private void judgeOpenOrigin(Origin origin, String where) {
        switch (origin.kind()) {
            case S3, FUNCTION_URL -> found(
                    "origin-open",
                    Severity.HIGH,
                    "Nothing in the distribution proves to the origin that a request came through it.",
                    where + " has no origin access control and no origin-request function",
                    "Add origin access control with signing, and let only this distribution in.");
            case API_GATEWAY -> found(
                    "origin-open",
                    Severity.HIGH,
                    "Nothing in the distribution proves to the API that a request came through it.",
                    where + " has no origin-request function, no mTLS and no VPC origin",
                    "Switch the API's methods to AWS_IAM and sign at the edge, or make the API private.");
            case S3_WEBSITE -> found(
                    "origin-public-website",
                    Severity.MEDIUM,
                    "An S3 website endpoint is public and has no TLS.",
                    where + " is a website endpoint",
                    "Use the bucket's REST endpoint with origin access control.");
            case LOAD_BALANCER, CUSTOM -> found(
                    "origin-open",
                    Severity.MEDIUM,
                    "Nothing in the distribution proves to the origin that a request came through it.",
                    where + " has no VPC origin, no custom header and no origin-request function",
                    "Use a VPC origin, or let only CloudFront's prefix list and a secret header in.");
        }
    }

    private void judgeOriginTls() {
        if (config.origins() == null) {
            return;
        }
        config.origins().items().forEach(origin -> {
            var custom = origin.customOriginConfig();
            if (custom == null || custom.originSslProtocols() == null) {
                return;
            }
            List<String> old = custom.originSslProtocols().itemsAsStrings().stream()
                    .filter(OLD_ORIGIN_TLS::contains)
                    .toList();
            if (!old.isEmpty()) {
                found(
                        "origin-old-tls",
                        Severity.MEDIUM,
                        "The edge may speak an outdated TLS version to the origin.",
                        "Origin " + origin.id() + " allows " + String.join(", ", old),
                        "Allow TLSv1.2 only.");
            }
        });
    }

    private void judgeBehavior(Behavior behavior) {
        String where = "Behavior " + behavior.pathPattern();
        if (behavior.viewerProtocol().equals("allow-all")) {
            found(
                    "viewer-plain-http",
                    Severity.MEDIUM,
                    "Viewers may use plain HTTP.",
                    where + " has ViewerProtocolPolicy allow-all",
                    "Set redirect-to-https, or https-only for APIs.");
        }
        if (behavior.cachePolicy().isEmpty()) {
            found(
                    "legacy-cache-settings",
                    Severity.LOW,
                    "The behavior uses legacy cache settings.",
                    where + " has ForwardedValues instead of a cache policy",
                    "Use a cache policy and an origin request policy.");
        }
        behavior.functions().stream()
                .filter(function -> function.eventType().equals("origin-request"))
                .filter(function -> behavior.takesBodies() && !function.includeBody())
                .forEach(function -> found(
                        "edge-function-without-body",
                        Severity.MEDIUM,
                        "The origin-request function does not see the bodies of the requests that it may have to sign.",
                        where + " allows " + String.join(", ", behavior.methods()) + "; IncludeBody is false for "
                                + function.arn(),
                        "Switch on Include Body, or allow only GET and HEAD."));
    }
}
