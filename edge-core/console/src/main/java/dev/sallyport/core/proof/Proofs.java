package dev.sallyport.core.proof;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Site;
import dev.sallyport.core.decrypt.Decrypter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Runs every proof that a stack's blueprint declares against the live stack: real requests to its addresses, and
 * questions to AWS about what is attached. A proof that cannot be run does not hold, and says why.
 */
public final class Proofs {
    private final AwsClients aws;
    private final Ledger ledger;
    private final String who;
    private final String account;

    /**
     * Proofs in an account.
     *
     * @param aws clients of the session
     * @param ledger takes down the field that is opened as a proof
     * @param who ARN of the caller, for the ledger
     * @param account 12 digits
     */
    public Proofs(AwsClients aws, Ledger ledger, String who, String account) {
        this.aws = aws;
        this.ledger = ledger;
        this.who = who;
        this.account = account;
    }

    /**
     * Runs the proofs one after the other.
     *
     * @param listener is told each as it ends
     */
    public List<Proof> run(Blueprint blueprint, Subject subject, Consumer<Proof> listener)
            throws InterruptedException {
        List<Proof> proofs = new ArrayList<>();
        for (Check check : checks(blueprint, subject)) {
            Proof proof = run(check);
            listener.accept(proof);
            proofs.add(proof);
        }
        return proofs;
    }

    /**
     * Runs the proofs against a staging copy. The way there is bound to the thread, since it leads through every proof
     * and concerns none: {@link HttpProbe} alone asks for it, and sends what goes to the distribution along it.
     */
    public List<Proof> run(Blueprint blueprint, Subject copy, Detour detour, Consumer<Proof> listener)
            throws InterruptedException {
        return ScopedValue.where(HttpProbe.DETOUR, detour)
                .<List<Proof>, InterruptedException>call(() -> run(blueprint, copy, listener));
    }

    /** The checks of the proofs that the stack owes. None is left out for what the stack lacks: that one fails. */
    private List<Check> checks(Blueprint blueprint, Subject subject) {
        Map<String, Check> known = known(blueprint, subject).stream()
                .collect(Collectors.toMap(Check::id, Function.identity()));
        return blueprint.owes(subject.parameters(), subject.outputs()).stream()
                .map(id -> Objects.requireNonNull(known.get(id), id))
                .toList();
    }

    /** Every check that stacks of this blueprint could owe; before one runs only the stack's parameters are known to it. */
    private List<Check> known(Blueprint blueprint, Subject subject) {
        Blueprint.Probe probe = blueprint.probe();
        List<Check> known = new ArrayList<>();
        known.addAll(new EdgeProofs(subject, probe.path()).checks());
        known.addAll(new FirewallProofs(aws, subject, probe.path()).checks());
        known.addAll(new OriginProofs(aws, subject, probe.path(), probe.originService()).checks());
        known.addAll(new AccessProofs(aws, subject).checks());
        known.addAll(new FunctionProofs(aws, subject).checks(blueprint.edgeFunctions()));
        if (probe.recordsPath() != null && blueprint.sealing() != null) {
            String field = subject.parameter(blueprint.sealing().fieldsParameter()).split(",", -1)[0].strip();
            known.addAll(new RecordProofs(
                            aws, new Decrypter(aws, ledger), who, account, subject, probe.recordsPath(), field)
                    .checks());
        }
        if (blueprint.signing() != null) {
            known.addAll(new BookProofs(subject, Site.page(blueprint)).checks());
        }
        if (probe.rendering() != null) {
            known.addAll(new RenderProofs(subject, probe.rendering()).checks());
        }
        known.addAll(new DeviceProofs(aws, subject).checks());
        return known;
    }

    private static Proof run(Check check) throws InterruptedException {
        try {
            Outcome outcome = check.trial().run();
            return new Proof(check.id(), check.title(), outcome.holds(), outcome.evidence());
        } catch (SdkException e) {
            SallyportException why = AwsErrors.translate(e);
            return new Proof(check.id(), check.title(), false, why.message() + " (" + why.code() + ")");
        } catch (SallyportException e) {
            return new Proof(check.id(), check.title(), false, e.message() + " (" + e.code() + ")");
        } catch (IllegalArgumentException e) {
            // An output that is no address or no ARN.
            return new Proof(check.id(), check.title(), false, "An output cannot be read: " + e.getMessage());
        }
    }
}
