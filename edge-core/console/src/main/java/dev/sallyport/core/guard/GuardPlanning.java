package dev.sallyport.core.guard;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.distribution.Distributions.Examined;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.Severity;
import dev.sallyport.core.proof.DistributionProofs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** Turns the findings of a distribution into a plan that ends them. Reads, and writes nothing. */
final class GuardPlanning {
    /** What is changed only when it is named, since it takes something from viewers or needs the owner's word. */
    private static final Map<String, String> WHEN_ASKED = Map.of(
            "shared-cache", "Caching would be switched off for these behaviors, which costs time and requests at the origin.",
            "dedicated-ip", "Viewers without SNI would be refused.");

    /** Findings of which each names the behavior that it is about. */
    private static final Set<String> BY_BEHAVIOR = Set.of("shared-cache", "host-forwarded");

    private final AwsClients aws;
    private final String account;

    GuardPlanning(AwsClients aws, String account) {
        this.aws = aws;
        this.account = account;
    }

    /**
     * A plan. Without findings all are ended that can be without asking, without a web ACL one is made that counts, and
     * without paths they are guessed from the behaviors.
     */
    GuardPlan plan(Guard.Wish wish) {
        String id = wish.distribution();
        Set<String> only = wish.only();
        List<String> paths = wish.paths();
        Examined examined = new Distributions(aws).examine(id);
        if (!examined.beyond().isEmpty()) {
            throw SallyportException.refused(
                    "SP-GUARD-UNKNOWN",
                    "CloudFront tells of settings of " + id + " that this program does not know, and a change would remove"
                            + " them: " + String.join(", ", examined.beyond()) + ".",
                    "Change it in CloudFront, or with a later version of Sallyport.");
        }
        Distribution distribution = examined.distribution();
        requireServing(distribution);
        Set<String> found = distribution.findings().stream().map(Finding::id).collect(Collectors.toCollection(TreeSet::new));
        Set<String> missing = new TreeSet<>(only);
        missing.removeAll(found);
        if (!missing.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-USAGE",
                    id + " has no finding " + String.join(", ", missing) + "; it has "
                            + (found.isEmpty() ? "none" : String.join(", ", found)) + ".",
                    "Name one of these with --only.");
        }
        Draft draft = new Draft(distribution, examined.config().deepCopy(), "sallyport-" + id + "-" + suffix());
        OriginRemedies origins = new OriginRemedies(aws, account, wish.althoughUndeployed());
        Set<String> done = new LinkedHashSet<>();
        for (Finding finding : distribution.findings()) {
            boolean asked = only.contains(finding.id());
            if (!only.isEmpty() && !asked) {
                continue;
            }
            String why = WHEN_ASKED.get(finding.id());
            boolean mayBeMeant = finding.id().equals("host-forwarded") && finding.severity() == Severity.INFO;
            if (mayBeMeant && !asked) {
                draft.leave(
                        finding.id(),
                        "The function there may read the viewer's Host. Name the finding with --only host-forwarded.");
            } else if (why != null && !asked) {
                draft.leave(finding.id(), why + " Name it with --only " + finding.id() + ".");
            } else if (BY_BEHAVIOR.contains(finding.id()) || done.add(finding.id())) {
                remedy(draft, origins, finding, asked, wish.webAcl());
            }
        }
        origins.deploySigner(draft);
        tellWhatStays(draft, examined);
        List<Measure> measures = new ArrayList<>(draft.measures());
        // What closes comes last; the sort keeps the order otherwise.
        measures.sort(Comparator.comparing(Measure::closes));
        Owner owner = Owner.of(aws, id, distribution.arn(), examined.config());
        List<String> notes = new ArrayList<>();
        if (!owner.isSomebody()) {
            notes.add("No stack, tag or reference shows who keeps " + id + ". A tool that left no trace, as Terraform does with"
                    + " what it imported, would undo this the next time it runs while the origins stay locked: ask first.");
        }
        notes.addAll(draft.notes());
        return new GuardPlan(
                draft.name(),
                distribution,
                owner,
                List.copyOf(draft.changes()),
                List.copyOf(measures),
                List.copyOf(draft.left()),
                List.copyOf(notes),
                draft.changes().isEmpty() ? "" : OwnerPatch.of(owner, draft.changes(), measures),
                examined.config(),
                draft.config(),
                examined.eTag(),
                paths.isEmpty() ? sample(distribution, draft.paths()) : List.copyOf(paths),
                List.copyOf(draft.closed()));
    }

    /** What serves nobody can be proved by nobody, and a staging copy is its primary's business. */
    private static void requireServing(Distribution distribution) {
        String why = distribution.staging()
                ? "is the staging copy of another"
                : !distribution.enabled() ? "is disabled" : distribution.domainName().isEmpty() ? "has no domain name of its own" : "";
        if (!why.isEmpty()) {
            throw SallyportException.refused(
                    "SP-GUARD-NOT-SERVING",
                    distribution.id() + " " + why + ", so nothing could be proved of it.",
                    "Guard the one that viewers call.");
        }
    }

    /** Two people with a home each must not take what the other made for their own. */
    private static String suffix() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    private void remedy(Draft draft, OriginRemedies origins, Finding finding, boolean asked, String webAcl) {
        switch (finding.id()) {
            case "viewer-plain-http" -> ConfigRemedies.httpsForViewers(draft, finding);
            case "old-viewer-tls", "viewer-tls-not-recommended" -> ConfigRemedies.newerTlsForViewers(draft, finding);
            case "dedicated-ip" -> ConfigRemedies.sni(draft, finding);
            case "origin-plain-http", "origin-match-viewer" -> ConfigRemedies.httpsToOrigins(draft, finding, asked);
            case "origin-old-tls" -> ConfigRemedies.newerTlsToOrigins(draft, finding);
            case "edge-function-without-body" -> ConfigRemedies.bodiesForSigners(draft, finding);
            case "host-forwarded" -> ConfigRemedies.hostOfOrigin(draft, finding);
            case "shared-cache" -> ConfigRemedies.noSharedCache(draft, finding);
            case "no-web-acl" -> inspect(draft, finding, webAcl);
            case "no-legacy-logs" -> log(draft, finding);
            case "origin-open" -> origins.close(draft, finding);
            case "origin-access-identity" -> origins.modernize(draft, finding);
            default -> draft.leave(finding);
        }
    }

    private static void inspect(Draft draft, Finding finding, String webAcl) {
        if (webAcl.isEmpty()) {
            CountingAcl counting = new CountingAcl(draft.name());
            draft.plan(counting);
            draft.set(finding.id(), draft.root(), "WebACLId", counting.placeholder());
        } else {
            draft.set(finding.id(), draft.root(), "WebACLId", webAcl);
        }
    }

    private static void log(Draft draft, Finding finding) {
        String group = "/aws/vendedlogs/cloudfront/" + draft.distribution().id();
        draft.plan(
                new AccessLogs(draft.name(), group, draft.distribution().arn()),
                new Change(finding.id(), "distribution " + draft.distribution().id() + ": standard logging v2", "", group));
    }

    /** The configuration as it is to be is judged again, so that nothing is called ended that is not. */
    private static void tellWhatStays(Draft draft, Examined examined) {
        Set<String> planned = draft.changes().stream()
                .filter(Change::isOfDistribution)
                .map(Change::finding)
                .collect(Collectors.toSet());
        Set<String> told = draft.left().stream().map(Left::finding).collect(Collectors.toSet());
        examined.judge().apply(draft.config()).stream()
                .filter(finding -> planned.contains(finding.id()) && told.add(finding.id()))
                .forEach(finding -> draft.leave(finding.id(), "A part of it stays: " + finding.evidence() + "."));
    }

    /** What the origins are known to answer first, then what the behaviors' patterns take. */
    private static List<String> sample(Distribution distribution, Set<String> known) {
        Set<String> paths = new LinkedHashSet<>(known);
        paths.addAll(DistributionProofs.paths(distribution));
        return List.copyOf(paths);
    }
}
