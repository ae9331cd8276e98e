package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.FileGate;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.pace.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.wafv2.model.WafOptimisticLockException;
import software.amazon.awssdk.services.wafv2.model.WafUnavailableEntityException;

/**
 * The way from one web ACL to the other, and back. The proposal's state and the ledger are written before AWS is, and what
 * a kill or a lost answer left open is settled by looking at the web ACL.
 */
final class AclChange {
    /** How long a part of the web ACL may stay unavailable, such as a rule group that was just made. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** AWS's answers follow its writes; a while is given to a replica that lags. */
    private static final Duration LAG = Duration.ofSeconds(10);

    private static final int TOKENS = 3;

    private final LiveAcls live;
    private final ProposalFiles files;
    private final ProposalLedger ledger;

    AclChange(LiveAcls live, ProposalFiles files, ProposalLedger ledger) {
        this.live = live;
        this.files = files;
        this.ledger = ledger;
    }

    /**
     * One direction.
     *
     * @param action for the ledger
     * @param from what the web ACL must be
     * @param to what it becomes
     * @param goes the state while AWS is asked
     * @param ends the state after
     */
    private record Way(String action, JsonNode from, JsonNode to, ProposalState goes, ProposalState ends) {
        static Way forth(Proposal proposal) {
            return new Way(
                    "firewall.apply", proposal.before(), proposal.after(), ProposalState.APPLYING, ProposalState.APPLIED);
        }

        static Way back(Proposal proposal) {
            return new Way(
                    "firewall.undo", proposal.standing(), proposal.before(), ProposalState.UNDOING, ProposalState.UNDONE);
        }

        List<Difference> diff() {
            return AclJson.differences(from, to);
        }
    }

    Changed apply(String id) throws InterruptedException {
        return locked(() -> {
            Proposal kept = files.get(id);
            LiveAcls.Read now = live.read(kept.acl());
            Proposal proposal = settled(kept, now);
            if (proposal.state() == ProposalState.APPLIED) {
                if (kept.state() == ProposalState.APPLYING) {
                    return new Changed(proposal, proposal.diff(), List.of(), true);
                }
                throw nothingToApply(id + " was applied at " + proposal.changed() + ".");
            }
            Way way = Way.forth(proposal);
            if (AclJson.same(now.acl(), way.to())) {
                throw nothingToApply("The web ACL " + proposal.acl().name() + " is already what " + id + " would make of it.");
            }
            return carried(proposal, way, now);
        });
    }

    Changed undo(String id) throws InterruptedException {
        return locked(() -> {
            Proposal kept = files.get(id);
            LiveAcls.Read now = live.read(kept.acl());
            Proposal proposal = settled(kept, now);
            switch (proposal.state()) {
                case UNDONE -> {
                    if (kept.state() == ProposalState.UNDOING) {
                        return new Changed(proposal, kept.wayBack(), List.of(), true);
                    }
                    throw nothingToUndo(id + " was undone at " + proposal.changed() + ".");
                }
                case PROPOSED -> throw nothingToUndo(id + " was not applied, so the web ACL is as it was.");
                default -> {}
            }
            Way way = Way.back(proposal);
            if (AclJson.same(now.acl(), way.to())) {
                ledger.append(way.action(), proposal, List.of(), "undone elsewhere");
                files.keep(proposal.in(ProposalState.UNDONE, Instant.now(), null));
                throw nothingToUndo("The web ACL " + proposal.acl().name() + " is already as it was before " + id + ".");
            }
            return carried(proposal, way, now);
        });
    }

    /** What a run that was cut short left open, told by the web ACL; as it is where the web ACL is neither. */
    private Proposal settled(Proposal proposal, LiveAcls.Read now) {
        ProposalState state = proposal.state();
        boolean goes = state == ProposalState.APPLYING;
        if (!goes && state != ProposalState.UNDOING) {
            return proposal;
        }
        boolean stands = AclJson.same(now.acl(), proposal.standing());
        if (!stands && !AclJson.same(now.acl(), proposal.before())) {
            return proposal;
        }
        ProposalState found = stands ? ProposalState.APPLIED : goes ? ProposalState.PROPOSED : ProposalState.UNDONE;
        String word = found == ProposalState.PROPOSED ? "not applied" : found.word();
        ledger.append(
                goes ? "firewall.apply" : "firewall.undo", proposal, List.of(), "found " + word + " after it was cut short");
        return files.keep(proposal.in(found, Instant.now(), stands ? now.acl() : null));
    }

    private Changed carried(Proposal proposal, Way way, LiveAcls.Read now) throws InterruptedException {
        if (!AclJson.same(now.acl(), way.from())) {
            throw changed(proposal, way, now);
        }
        ledger.append(way.action(), proposal, way.diff(), "begun");
        Proposal going = files.keep(proposal.in(way.goes(), Instant.now(), proposal.applied()));
        String token;
        try {
            token = written(going, way, now);
        } catch (SallyportException | InterruptedException e) {
            // Nothing was changed: the refusals of AWS, and the waits, come before a change.
            files.keep(proposal);
            ledger.append(way.action(), proposal, List.of(), e instanceof SallyportException known ? known.code() : "interrupted");
            throw e;
        } catch (SdkException e) {
            // Else an interrupt would close the ledger's file too.
            boolean interrupted = Thread.interrupted();
            ledger.append(way.action(), going, List.of(), "unknown");
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throw unknown(going, way, AwsErrors.translate(e));
        }
        return checked(going, way, token);
    }

    /** The lock token after the write; null where an answer was lost and the write is seen to be made. */
    private @Nullable String written(Proposal proposal, Way way, LiveAcls.Read seen) throws InterruptedException {
        Target acl = proposal.acl();
        LiveAcls.Read now = seen;
        Instant end = Instant.now().plus(PATIENCE);
        Pace pace = Pace.ofQuestions();
        for (int tokens = 1; ; ) {
            try {
                return live.waf(acl)
                        .updateWebACL(AclJson.update(way.to(), acl.scope(), now.lockToken()))
                        .nextLockToken();
            } catch (WafUnavailableEntityException e) {
                if (Instant.now().isAfter(end)) {
                    throw AwsErrors.translate(e);
                }
                pace.rest();
            } catch (WafOptimisticLockException e) {
                now = live.read(acl);
                if (AclJson.same(now.acl(), way.to())) {
                    return null;
                }
                if (!AclJson.same(now.acl(), way.from()) || tokens++ == TOKENS) {
                    throw changed(proposal, way, now).causedBy(e);
                }
            } catch (AwsServiceException e) {
                if (e.statusCode() >= 500) {
                    throw e;
                }
                throw AwsErrors.translate(e);
            }
        }
    }

    private Changed checked(Proposal proposal, Way way, @Nullable String token) throws InterruptedException {
        boolean applies = way.ends() == ProposalState.APPLIED;
        Proposal ended = files.keep(proposal.in(way.ends(), Instant.now(), applies ? proposal.after() : null));
        LiveAcls.Read[] now = new LiveAcls.Read[1];
        try {
            Pace.ofQuestions().until(LAG, () -> {
                now[0] = live.read(proposal.acl());
                return now[0].lockToken().equals(token) || AclJson.same(now[0].acl(), way.to());
            });
        } catch (SdkException | SallyportException e) {
            ledger.append(way.action(), ended, List.of(), ended.state().word() + ", not read again");
            throw unread(ended, AwsErrors.told(e));
        }
        List<Difference> different = AclJson.differences(way.to(), now[0].acl());
        if (applies && !different.isEmpty()) {
            ended = files.keep(ended.in(way.ends(), ended.changed(), now[0].acl()));
        }
        ledger.append(way.action(), ended, different, ended.state().word() + (different.isEmpty() ? "" : ", but not as asked"));
        return new Changed(ended, way.diff(), different, false);
    }

    private static SallyportException changed(Proposal proposal, Way way, LiveAcls.Read now) {
        List<Difference> differences = AclJson.differences(way.from(), now.acl());
        List<String> shown = differences.stream().limit(5).map(Difference::sentence).toList();
        String more = differences.size() > 5 ? " and " + (differences.size() - 5) + " more" : "";
        boolean applies = way.ends() == ProposalState.APPLIED;
        return SallyportException.refused(
                "SP-ACL-CHANGED",
                "The web ACL " + proposal.acl().name() + " is no longer what it was when " + proposal.id()
                        + (applies ? " was made: " : " was applied: ")
                        + (shown.isEmpty() ? "it changes at this moment" : String.join("; ", shown) + more) + ".",
                applies
                        ? "Make a new proposal with sallyport firewall propose, from the web ACL as it is."
                        : "Look who changed it; take back what is wanted with sallyport firewall propose.");
    }

    private static SallyportException unknown(Proposal proposal, Way way, SallyportException why) {
        boolean applies = way.ends() == ProposalState.APPLIED;
        return SallyportException.of(
                        why.kind(),
                        why.code(),
                        "Whether the web ACL " + proposal.acl().name() + " was changed is not known. " + why.message(),
                        "Run sallyport firewall " + (applies ? "apply " : "undo ") + proposal.id()
                                + " again: it looks at the web ACL first.")
                .withRequestId(why.requestId().orElse(null))
                .causedBy(why);
    }

    private static SallyportException unread(Proposal ended, SallyportException why) {
        return SallyportException.of(
                        why.kind(),
                        why.code(),
                        ended.id() + " is " + ended.state().word() + ", but the web ACL " + ended.acl().name()
                                + " could not be read again to compare it. " + why.message(),
                        "Compare it with aws wafv2 get-web-acl once AWS answers.")
                .withRequestId(why.requestId().orElse(null))
                .causedBy(why);
    }

    private static SallyportException nothingToApply(String why) {
        return SallyportException.refused(
                "SP-NOTHING-TO-APPLY", why, "Undo it with sallyport firewall undo, or make a new proposal.");
    }

    static SallyportException nothingToUndo(String why) {
        return SallyportException.refused(
                "SP-NOTHING-TO-UNDO", why, "See what was done with sallyport audit.");
    }

    @FunctionalInterface
    private interface Work {
        Changed run() throws InterruptedException;
    }

    private Changed locked(Work work) throws InterruptedException {
        try (FileGate _ = files.lock()) {
            return work.run();
        } catch (SdkException e) {
            throw AwsErrors.translate(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
