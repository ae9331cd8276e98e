package dev.sallyport.core.proof;

import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.FieldSet;
import dev.sallyport.core.blueprint.Site;
import dev.sallyport.core.decrypt.Decrypter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs every proof that a stack's blueprint declares against the live stack: real requests to its addresses, and
 * questions to AWS about what is attached.
 */
public final class Proofs {
    private final AwsClients aws;
    private final Ledger ledger;
    private final String who;
    private final String account;
    private final Tries tries;

    /**
     * Proofs in an account.
     *
     * @param aws clients of the session
     * @param ledger takes down the field that is opened as a proof
     * @param who ARN of the caller, for the ledger
     * @param account 12 digits
     * @param lags how late changes come to be seen there: {@link Lag#most} on AWS
     */
    public Proofs(AwsClients aws, Ledger ledger, String who, String account, Function<Lag, Duration> lags) {
        this.aws = aws;
        this.ledger = ledger;
        this.who = who;
        this.account = account;
        this.tries = Tries.of(lags);
    }

    /** What sends a record that may stay. */
    private static final Set<String> PLANTING = Set.of(
            "field-sealed", "field-opens", "application-opens", "unhashed-refused", "book-stored", "book-found", "book-removed");

    /**
     * Runs the proofs one after the other.
     *
     * @param listener is told each as it ends
     */
    public List<Proof> run(Blueprint blueprint, Subject subject, Consumer<Proof> listener)
            throws InterruptedException {
        return run(blueprint, subject, true, listener);
    }

    /**
     * Runs the proofs one after the other.
     *
     * @param plants whether those that plant a record are among them
     * @param listener is told each as it ends
     */
    public List<Proof> run(Blueprint blueprint, Subject subject, boolean plants, Consumer<Proof> listener)
            throws InterruptedException {
        try (HttpClient viewer = aws.network().viewer()) {
            return ScopedValue.where(HttpProbe.VIEWER, viewer)
                    .<List<Proof>, InterruptedException>call(() -> all(blueprint, subject, plants, listener));
        }
    }

    private List<Proof> all(Blueprint blueprint, Subject subject, boolean plants, Consumer<Proof> listener)
            throws InterruptedException {
        List<Proof> proofs = new ArrayList<>();
        Instant began = tries.clock().instant();
        List<Check> checks = checks(blueprint, subject).stream()
                .filter(check -> plants || !PLANTING.contains(check.id()))
                .toList();
        for (Check check : checks) {
            Proof proof = tries.run(check, began);
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
        String path = subject.parameter("ProbePath").isEmpty() ? probe.path() : subject.parameter("ProbePath");
        List<Check> known = new ArrayList<>();
        known.addAll(new EdgeProofs(subject, path).checks());
        known.addAll(new FirewallProofs(aws, subject, path).checks());
        String service = subject.parameter("OriginKind").equals("function") ? "lambda" : probe.originService();
        known.addAll(new OriginProofs(aws, subject, path, service, subject.originRegion()).checks());
        known.addAll(new AccessProofs(aws, subject).checks());
        known.addAll(new FunctionProofs(aws, subject).checks(blueprint.edgeFunctions()));
        if (probe.recordsPath() != null && blueprint.sealing() != null) {
            List<FieldSet> sets = FieldSet.all(subject.parameters());
            known.addAll(new SealingProofs(aws, subject, sets).checks());
            known.addAll(new RecordProofs(
                            aws, new Decrypter(aws, ledger), who, account, subject, probe.recordsPath(), sets)
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
}
