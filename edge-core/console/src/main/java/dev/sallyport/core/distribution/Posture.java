package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.distribution.Reading.ReadBehavior;
import java.util.ArrayList;
import java.util.List;

/**
 * What a distribution's configuration alone shows to be weak. Whether an origin really refuses everyone else is not to
 * be read from it: that is a proof's task. What the configuration does not hold is not judged; {@link NotSeen} names
 * it.
 */
final class Posture {
    private final Reading reading;
    private final List<Finding> findings = new ArrayList<>();

    private Posture(Reading reading) {
        this.reading = reading;
    }

    static List<Finding> findings(Reading reading) {
        Posture posture = new Posture(reading);
        posture.judgeWebAcl();
        posture.judgeLogs();
        posture.judgeRootObject();
        WebAclPosture.judge(reading, posture.findings);
        ViewerTlsPosture.judge(reading, posture.findings);
        ViewerAccessPosture.judgeMtls(reading, posture.findings);
        NotSeen.judge(reading, posture.findings);
        posture.place(0, Part.DISTRIBUTION, reading.config());
        reading.origins().forEach(origin -> {
            int from = posture.findings.size();
            OriginPosture.judge(reading, origin, posture.findings);
            posture.place(from, Part.origin(origin.origin().id()), origin.node());
        });
        for (int i = 0; i < reading.behaviors().size(); i++) {
            int from = posture.findings.size();
            BehaviorPosture.judge(reading, i, posture.findings);
            ReadBehavior behavior = reading.behaviors().get(i);
            posture.place(from, Part.behavior(behavior.behavior().pathPattern()), behavior.node());
        }
        return Finding.together(reading.distribution().enabled()
                ? posture.findings
                : posture.findings.stream().map(Posture::ofDisabled).toList());
    }

    /** Says of the findings from an index on what they are of, and where in the file as far as they do not say so. */
    private void place(int from, Part part, JsonNode node) {
        for (int i = from; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            Part own = finding.places().getFirst().part();
            findings.set(
                    i,
                    finding.of(
                            own.kind() == Part.Kind.DISTRIBUTION ? part : own,
                            reading.foreign().spots().of(node, finding)));
        }
    }

    /**
     * A disabled distribution answers no request (Developer Guide, "Delete a distribution"), so what is weak in it
     * waits until someone enables it again.
     */
    private static Finding ofDisabled(Finding finding) {
        FoundAt found = finding.places().getFirst();
        return new Finding(
                finding.id(),
                finding.severity().compareTo(Severity.LOW) > 0 ? Severity.LOW : finding.severity(),
                finding.title(),
                finding.evidence() + "; the distribution is disabled",
                finding.fix()).of(found.part(), found.place());
    }

    /**
     * A tenant may have a web ACL of its own or switch the distribution's off (API Reference, {@code
     * WebAclCustomization}), so that of a multi-tenant distribution nothing is said before its tenants were read.
     */
    private void judgeWebAcl() {
        if (!reading.tells("WebACLId")) {
            return;
        }
        boolean without = reading.distribution().webAcl() == null;
        if (!reading.hasTenants()) {
            if (without) {
                noWebAcl("WebACLId is empty");
            }
            return;
        }
        Tenants tenants = reading.referenced().tenants(reading.distribution().id());
        if (tenants == null) {
            return;
        }
        List<String> bare = without
                ? tenants.all().stream().filter(one -> !tenants.ownWebAcl().contains(one)).toList()
                : tenants.noWebAcl();
        if (!bare.isEmpty()) {
            noWebAcl((without ? "WebACLId is empty, and " : "The web ACL is switched off by ") + "the tenants "
                    + String.join(", ", bare) + (without ? " have none of their own" : ""));
        }
    }

    private void noWebAcl(String evidence) {
        findings.add(new Finding(
                "no-web-acl",
                Severity.HIGH,
                "No web ACL inspects the requests.",
                evidence,
                "Associate a web ACL of scope CLOUDFRONT, its new rules in Count first."));
    }

    private void judgeLogs() {
        JsonNode logging = reading.config().path("Logging");
        if (reading.tells("Logging") && !logging.path("Enabled").asBoolean(false)) {
            findings.add(new Finding(
                    "no-legacy-logs",
                    Severity.INFO,
                    "Legacy standard logging is off.",
                    "Logging.Enabled is false; a standard logging v2 delivery is not part of the configuration",
                    "Make sure that a delivery of ACCESS_LOGS exists for this distribution."));
        }
    }

    private void judgeRootObject() {
        if (reading.tells("DefaultRootObject")
                && text(reading.config(), "DefaultRootObject").isEmpty()
                && goesToBucket(reading)) {
            findings.add(new Finding(
                    "no-root-object",
                    Severity.LOW,
                    "A request for / reaches the bucket as a list request.",
                    "DefaultRootObject is empty and the default behavior goes to S3",
                    "Set DefaultRootObject, such as index.html."));
        }
    }

    /** Whether the default behavior, which is the last, goes to a bucket. */
    static boolean goesToBucket(Reading reading) {
        if (reading.behaviors().isEmpty()) {
            return false;
        }
        ReadBehavior last = reading.behaviors().getLast();
        return reading.reached(last).stream().anyMatch(origin -> origin.origin().kind() == OriginKind.S3);
    }
}
