package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.holds;

import dev.sallyport.core.distribution.Reading.ReadBehavior;
import dev.sallyport.core.distribution.Reading.ReadOrigin;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is weak in one behavior, and what cannot work in it. */
final class BehaviorPosture {
    private static final List<String> ORIGIN_EVENTS = List.of("origin-request", "origin-response");

    private final Reading reading;
    private final int index;
    private final ReadBehavior read;
    private final Behavior behavior;
    private final List<ReadOrigin> origins;
    private final List<Finding> findings;

    private BehaviorPosture(Reading reading, int index, List<Finding> findings) {
        this.reading = reading;
        this.index = index;
        this.read = reading.behaviors().get(index);
        this.behavior = read.behavior();
        this.origins = reading.reached(read);
        this.findings = findings;
    }

    /** Judges the behavior at {@code index} of {@link Reading#behaviors()}. */
    static void judge(Reading reading, int index, List<Finding> findings) {
        BehaviorPosture posture = new BehaviorPosture(reading, index, findings);
        posture.judgeOrder();
        posture.judgeViewer();
        posture.judgeFunctions();
        posture.judgeBodies();
        FunctionPosture.judge(reading, posture.read, findings);
        ForwardingPosture.judge(reading, posture.read, findings);
        ViewerAccessPosture.judge(reading, posture.read, findings);
    }

    private void found(String id, Severity severity, String title, String evidence, String fix) {
        findings.add(new Finding(id, severity, title, read.where() + " " + evidence, fix));
    }

    /**
     * The first behavior that matches takes the request (Developer Guide, "Cache behavior settings", path pattern). The
     * default behavior takes the rest, which may well be nothing.
     */
    private void judgeOrder() {
        boolean takesTheRest = index == reading.behaviors().size() - 1 && behavior.pathPattern().equals("*");
        if (takesTheRest || !isPatternKnown(read)) {
            return;
        }
        Optional<ReadBehavior> before = reading.behaviors().subList(0, index).stream()
                .filter(BehaviorPosture::isPatternKnown)
                .filter(earlier -> PathCover.covers(earlier.behavior().pathPattern(), behavior.pathPattern()))
                .findFirst();
        before.ifPresent(earlier -> found(
                "behavior-unreachable",
                Severity.MEDIUM,
                "A behavior is never reached, since one before it takes all of its requests.",
                "stands behind " + earlier.behavior().pathPattern() + " in CacheBehaviors"
                        + (behavior.functions().isEmpty()
                                ? ""
                                : "; it never runs " + behavior.functions().stream()
                                        .map(EdgeFunction::arn)
                                        .collect(Collectors.joining(", "))),
                "Move it before the one that takes its requests in CacheBehaviors, or remove it."));
    }

    private static boolean isPatternKnown(ReadBehavior one) {
        return !Unresolved.is(one.node().path("PathPattern"));
    }

    private void judgeViewer() {
        if (behavior.viewerProtocol().equals("allow-all")) {
            found(
                    "viewer-plain-http",
                    Severity.MEDIUM,
                    "Viewers may use plain HTTP.",
                    "has ViewerProtocolPolicy allow-all",
                    "Set redirect-to-https, or https-only for APIs.");
        }
        if (holds(read.node(), "ForwardedValues")) {
            found(
                    "legacy-cache-settings",
                    Severity.LOW,
                    "The behavior uses legacy cache settings.",
                    "has ForwardedValues instead of a cache policy",
                    "Use a cache policy and an origin request policy.");
        }
    }

    /**
     * VPC origins run neither origin-request nor origin-response functions (Developer Guide, "Restrict access with VPC
     * origins").
     */
    private void judgeFunctions() {
        List<String> vpc = names(origins.stream().filter(origin -> origin.origin().protection() == Protection.VPC));
        List<EdgeFunction> idle = behavior.functions().stream()
                .filter(function -> ORIGIN_EVENTS.contains(function.eventType()))
                .toList();
        if (vpc.isEmpty() || idle.isEmpty()) {
            return;
        }
        found(
                "vpc-origin-function",
                Severity.MEDIUM,
                "A VPC origin runs no origin-request and no origin-response function.",
                "goes to the VPC origin " + String.join(", ", vpc) + " and has "
                        + idle.stream()
                                .map(function -> function.eventType() + " " + function.arn())
                                .collect(Collectors.joining(", ")),
                "Remove it from LambdaFunctionAssociations, or move its work to viewer-request or viewer-response.");
    }

    private void judgeBodies() {
        if (!behavior.takesBodies()) {
            return;
        }
        List<EdgeFunction> blind = behavior.functions().stream()
                .filter(function -> function.eventType().equals("origin-request") && !function.includeBody())
                .toList();
        if (blind.isEmpty()) {
            judgeBodyHash();
        } else {
            severityOfBlindness().ifPresent(severity -> blind.forEach(function -> found(
                    "edge-function-without-body",
                    severity,
                    "The origin-request function does not see the bodies of the requests that it may have to sign.",
                    "allows " + String.join(", ", behavior.methods()) + "; IncludeBody is false for " + function.arn(),
                    "Set IncludeBody to true, or allow only GET and HEAD.")));
        }
    }

    /**
     * How much it matters that a function does not see bodies: nothing where CloudFront itself signs for a bucket or
     * where the function does not run, and little where another lock than a signature protects the origin or where S3
     * takes unsigned payloads.
     */
    private Optional<Severity> severityOfBlindness() {
        return origins.stream()
                .map(ReadOrigin::origin)
                .flatMap(origin -> switch (origin.protection()) {
                    case VPC, OAI -> Stream.<Severity>empty();
                    case OAC -> origin.kind() == OriginKind.S3 ? Stream.<Severity>empty() : Stream.of(Severity.MEDIUM);
                    case MTLS, HEADER, UNKNOWN -> Stream.of(Severity.INFO);
                    case EDGE_FUNCTION, NONE -> Stream.of(
                            origin.kind() == OriginKind.S3 ? Severity.INFO : Severity.MEDIUM);
                })
                .max(Comparator.naturalOrder());
    }

    /**
     * Behind origin access control a function URL takes a body only with its hash, which the viewer has to send
     * (Developer Guide, "Restrict access to an AWS Lambda function URL origin"). A Lambda@Edge function that sees the
     * body could add it; whether it does cannot be seen.
     */
    private void judgeBodyHash() {
        boolean mayHash = behavior.functions().stream().anyMatch(EdgeFunction::includeBody);
        List<String> signed = names(origins.stream()
                .filter(origin -> origin.origin().protection() == Protection.OAC
                        && origin.origin().kind() == OriginKind.FUNCTION_URL));
        if (!mayHash && !signed.isEmpty()) {
            found(
                    "oac-without-body-hash",
                    Severity.LOW,
                    "The function URL answers 403 to a body unless the viewer sends its hash in x-amz-content-sha256.",
                    "allows " + String.join(", ", behavior.methods()) + " and goes to " + String.join(", ", signed)
                            + " with an OAC; no Lambda@Edge function with IncludeBody computes the hash",
                    "Send x-amz-content-sha256 from every client, or associate an origin-request function that has"
                            + " IncludeBody and sets it, or allow only GET and HEAD in AllowedMethods.");
        }
    }

    static List<String> names(Stream<ReadOrigin> origins) {
        return origins.map(origin -> origin.origin().id() + " (" + origin.origin().domainName() + ")").toList();
    }
}
