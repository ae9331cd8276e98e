package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.holds;
import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.distribution.Reading.ReadBehavior;
import dev.sallyport.core.distribution.Reading.ReadOrigin;
import dev.sallyport.core.distribution.Reading.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What could not be judged, because the configuration or what it refers to was not there to be read. */
final class NotSeen {
    /** The findings that say so. */
    static final Set<String> IDS = Set.of("not-seen", "policy-not-seen");

    /** What is judged when it is known; policies are named apart. */
    private static final Set<String> JUDGED = Set.of(
            "Enabled", "WebACLId", "Logging", "DefaultRootObject", "ViewerCertificate", "MinimumProtocolVersion",
            "SSLSupportMethod", "Origins", "DomainName", "OriginAccessControlId", "S3OriginConfig", "CustomOriginConfig",
            "VpcOriginConfig", "OriginMtlsConfig", "OriginProtocolPolicy", "OriginSslProtocols", "CustomHeaders",
            "OriginAccessIdentity", "OriginGroups", "Members", "OriginId", "Id", "DefaultCacheBehavior",
            "CacheBehaviors", "ViewerProtocolPolicy", "AllowedMethods", "TargetOriginId", "PathPattern",
            "LambdaFunctionAssociations", "FunctionAssociations", "EventType", "IncludeBody", "ForwardedValues");

    private NotSeen() {}

    static void judge(Reading reading, List<Finding> findings) {
        List<String> missing = new ArrayList<>();
        Stream.of("Enabled", "WebACLId", "Logging", "ViewerCertificate")
                .filter(member -> !reading.tells(member) && !Unresolved.is(reading.config().path(member)))
                .forEach(missing::add);
        if (!reading.tells("DefaultRootObject")
                && !Unresolved.is(reading.config().path("DefaultRootObject"))
                && Posture.goesToBucket(reading)) {
            missing.add("DefaultRootObject");
        }
        if (reading.source() == Source.LIST && reading.hasTenants()) {
            missing.add("its tenants");
        }
        reading.origins().forEach(origin -> addMissing(reading, origin, missing));
        reading.behaviors().forEach(behavior -> addMissing(behavior, missing));
        reading.foreign().open().stream().filter(NotSeen::isJudged).forEach(missing::add);
        if (!missing.isEmpty()) {
            findings.add(new Finding(
                    "not-seen",
                    Severity.INFO,
                    "Part of the configuration is not known, and was not judged.",
                    switch (reading.source()) {
                        case TEMPLATE -> "Not known from the file alone: ";
                        case LIST -> "CloudFront's list does not hold: ";
                        case FILE, ACCOUNT -> "Not known, since not held: ";
                    }
                            + String.join(", ", missing),
                    switch (reading.source()) {
                        case TEMPLATE -> "Give parameters a default, or look at the deployed distribution, too.";
                        case LIST -> "Open the distribution, or inspect it by its id, which needs cloudfront:GetDistribution.";
                        case FILE, ACCOUNT -> "Give the whole answer of aws cloudfront get-distribution --id ID.";
                    }));
        }
        if (!reading.foreign().defaults().isEmpty()) {
            findings.add(new Finding(
                    "parameter-defaults",
                    Severity.INFO,
                    "Parameters were taken to have their defaults.",
                    "Parameters " + String.join(", ", reading.foreign().defaults()),
                    "Mind that a deployment may give them other values."));
        }
        List<String> policies = new ArrayList<>(unknownPolicies(reading));
        if (reading.source().isAsked()) {
            policies.addAll(unknownControls(reading));
        }
        if (!policies.isEmpty()) {
            findings.add(new Finding(
                    "policy-not-seen",
                    Severity.INFO,
                    "What a policy or an access control says is not known, and was not judged.",
                    "Not read: " + String.join(", ", policies) + reasons(reading),
                    !reading.source().isAsked()
                            ? "Give what the get- command of each answers, too, such as aws cloudfront get-cache-policy."
                            : "Allow what is named as not permitted; where it was throttled, try again later."));
        }
        addGaps(reading, findings);
        List<String> unknown = reading.source() == Source.FILE
                ? ApiForm.check(reading.config()).unknown()
                : reading.foreign().unknown();
        if (!unknown.isEmpty()) {
            findings.add(new Finding(
                    "unknown-member",
                    Severity.INFO,
                    "The configuration has members that are not known here, and were not judged.",
                    "Not known: " + String.join(", ", unknown),
                    "Mend a misspelt name; a newer setting of CloudFront may stay."));
        }
    }

    /** Why lists of policies and access controls were not read. */
    private static String reasons(Reading reading) {
        return reading.referenced().unlisted().isEmpty()
                ? ""
                : "; " + String.join("; ", reading.referenced().unlisted());
    }

    /** What decides beside the configuration and could not be read. */
    private static void addGaps(Reading reading, List<Finding> findings) {
        List<String> gaps = new ArrayList<>();
        Distribution distribution = reading.distribution();
        reading.referenced().gaps().stream()
                .filter(gap -> !gap.contains("arn:")
                        || (distribution.webAcl() != null && gap.contains(distribution.webAcl() + " "))
                        || distribution.behaviors().stream()
                                .flatMap(behavior -> behavior.functions().stream())
                                .anyMatch(function -> gap.contains(function.arn() + " ")))
                .forEach(gaps::add);
        for (ReadOrigin origin : reading.origins()) {
            OwnLock lock = origin.origin().lock();
            if (lock != null && lock.state() == OwnLock.State.NOT_SEEN) {
                gaps.add(origin.where() + ": " + lock.evidence());
            }
        }
        if (reading.source() != Source.LIST && reading.hasTenants() && reading.referenced().tenants(distribution.id()) == null
                && gaps.stream().noneMatch(gap -> gap.contains("tenants"))) {
            gaps.add("the tenants of the distribution were not given");
        }
        if (!gaps.isEmpty()) {
            findings.add(new Finding(
                    "not-read",
                    Severity.INFO,
                    "Part of what decides beside the configuration was not read, and was not judged.",
                    String.join("; ", gaps),
                    "Allow what is named as not permitted; where it was throttled, try again later."));
        }
    }

    /** By the last member of a place such as {@code Origins[0].DomainName (${Name})}. */
    private static boolean isJudged(String open) {
        String place = open.substring(0, open.indexOf(" ("));
        return JUDGED.contains(place.substring(place.lastIndexOf('.') + 1).replaceAll("\\[.*", ""));
    }

    private static void addMissing(Reading reading, ReadOrigin origin, List<String> missing) {
        JsonNode node = origin.node();
        String control = text(node, "OriginAccessControlId");
        if (reading.referenced().isSigningOpen(control)) {
            missing.add("SigningBehavior of origin access control " + control);
        }
        if (origin.origin().protection() == Protection.UNKNOWN) {
            addHeaders(origin, missing);
        }
        if (!OriginPosture.saysHowProtected(node)
                && Stream.of("S3OriginConfig", "CustomOriginConfig", "VpcOriginConfig")
                        .noneMatch(member -> Unresolved.is(node.path(member)))) {
            missing.add("S3OriginConfig, CustomOriginConfig or VpcOriginConfig of " + origin.where());
        }
        JsonNode custom = node.path("CustomOriginConfig");
        if (custom.isObject()) {
            Stream.of("OriginProtocolPolicy", "OriginSslProtocols")
                    .filter(member -> !holds(custom, member) && reading.source() == Source.FILE)
                    .forEach(member -> missing.add(member + " of " + origin.where()));
        }
    }

    /** By their place alone: the text that stands for a value may hold a part of a secret. */
    private static void addHeaders(ReadOrigin origin, List<String> missing) {
        List<JsonNode> headers = OriginLock.headers(origin.node());
        for (int i = 0; i < headers.size(); i++) {
            JsonNode header = headers.get(i);
            String where = " of CustomHeaders[" + i + "] of " + origin.where();
            Stream.of("HeaderName", "HeaderValue")
                    .filter(member -> Unresolved.is(header.path(member)))
                    .forEach(member -> missing.add(member + where));
        }
    }

    private static void addMissing(ReadBehavior behavior, List<String> missing) {
        JsonNode node = behavior.node();
        if (!holds(node, "ViewerProtocolPolicy")) {
            missing.add("ViewerProtocolPolicy of " + behavior.where());
        }
        if (behavior.behavior().cachePolicy().isEmpty() && !holds(node, "ForwardedValues")) {
            missing.add("CachePolicyId of " + behavior.where());
        }
    }

    /** The access controls that could not be listed; beside a file they are seldom given, and {@code always} is usual. */
    private static List<String> unknownControls(Reading reading) {
        return reading.origins().stream()
                .map(origin -> text(origin.node(), "OriginAccessControlId"))
                .filter(control -> !control.isEmpty() && reading.referenced().signing(control).isEmpty())
                .map(control -> "origin access control " + control)
                .distinct()
                .toList();
    }

    /** The policies that a judgement would have needed. */
    private static List<String> unknownPolicies(Reading reading) {
        Referenced referenced = reading.referenced();
        Stream<String> encryptions = reading.behaviors().stream()
                .map(read -> text(read.node(), "FieldLevelEncryptionId"))
                .filter(id -> !id.isEmpty() && !referenced.named(id).isObject())
                .map(id -> "field-level encryption " + id);
        Stream<String> policies = reading.behaviors().stream()
                .map(ReadBehavior::behavior)
                .flatMap(behavior -> Stream.of(
                        behavior.responseHeadersPolicy().isEmpty()
                                        || ManagedPolicies.RESPONSE_HEADERS.contains(behavior.responseHeadersPolicy())
                                        || referenced.named(behavior.responseHeadersPolicy()).isObject()
                                ? ""
                                : "response headers policy " + behavior.responseHeadersPolicy(),
                        behavior.cachePolicy().isEmpty() || referenced.cache(behavior.cachePolicy()).isPresent()
                                ? ""
                                : "cache policy " + behavior.cachePolicy(),
                        behavior.originRequestPolicy().isEmpty()
                                        || referenced.forwarding(behavior.originRequestPolicy()).isPresent()
                                ? ""
                                : "origin request policy " + behavior.originRequestPolicy()));
        return Stream.concat(policies, encryptions)
                .filter(policy -> !policy.isEmpty())
                .distinct()
                .toList();
    }
}
