package dev.sallyport.core.stack;

import dev.sallyport.core.AwsClients;
import dev.sallyport.core.AwsErrors;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.decrypt.Decrypter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Runs every proof that a blueprint calls for against the live stack: real requests to its addresses, and questions to
 * AWS about what is attached. A proof that cannot be run does not hold, and says why.
 */
final class Proofs {
    private final AwsClients aws;
    private final Ledger ledger;
    private final String who;
    private final String account;

    Proofs(AwsClients aws, Ledger ledger, String who, String account) {
        this.aws = aws;
        this.ledger = ledger;
        this.who = who;
        this.account = account;
    }

    /** One check: its name, and how to find out. */
    record Check(String id, String title, Trial trial) {}

    /** Finds out whether a check holds. */
    @FunctionalInterface
    interface Trial {
        Outcome run() throws InterruptedException;
    }

    /** What a trial found. */
    record Outcome(boolean holds, String evidence) {}

    /**
     * Runs the proofs one after the other.
     *
     * @param parameters of the deployed template
     * @param outputs of the deployed stack
     */
    List<Proof> run(
            Blueprint blueprint, Map<String, String> parameters, Map<String, String> outputs, Consumer<Proof> listener)
            throws InterruptedException {
        List<Proof> proofs = new ArrayList<>();
        for (Check check : checks(blueprint, parameters, outputs)) {
            Proof proof = run(check);
            listener.accept(proof);
            proofs.add(proof);
        }
        return proofs;
    }

    private List<Check> checks(Blueprint blueprint, Map<String, String> parameters, Map<String, String> outputs) {
        List<Check> checks = new ArrayList<>();
        String path = blueprint.probe().path();
        if (outputs.containsKey("DistributionUrl")) {
            EdgeProofs edge = new EdgeProofs(outputs.get("DistributionUrl"), path);
            checks.add(new Check("viewer-answers", "The viewer path answers", edge::viewerAnswers));
            if (outputs.containsKey("WebAclArn")) {
                FirewallProofs firewall = new FirewallProofs(aws, outputs, path);
                checks.add(new Check(
                        "web-acl-attached", "The web ACL is attached and logs", firewall::isAttachedAndLogs));
                checks.add(new Check(
                        "attack-blocked", "A planted cross-site-scripting request is blocked", firewall::blocksAttack));
            }
        }
        if (outputs.containsKey("OriginUrl")) {
            OriginProofs origin = new OriginProofs(outputs.get("OriginUrl"), path);
            checks.add(new Check(
                    "origin-refuses-unsigned", "The origin refuses an unsigned request", origin::refusesUnsigned));
            checks.add(new Check(
                    "origin-refuses-forged", "The origin refuses a forged signature", origin::refusesForged));
        }
        FunctionProofs functions = new FunctionProofs(aws);
        blueprint.edgeFunctions().forEach(function -> {
            String arn = outputs.get(Objects.requireNonNullElse(function.versionOutput(), ""));
            if (arn != null) {
                checks.add(new Check(
                        "function-version:" + function.name(),
                        "The edge runs the " + function.name() + " that was packaged",
                        () -> functions.isPackaged(arn, parameters.getOrDefault(function.parameter(), ""))));
                checks.add(new Check(
                        "function-private:" + function.name(),
                        "Nobody outside the account may invoke " + function.name(),
                        () -> functions.isPrivate(arn)));
            }
        });
        recordChecks(blueprint, parameters, outputs, checks);
        if (outputs.containsKey("DeploymentId")) {
            checks.addAll(new DeviceProofs(aws, outputs).checks());
        }
        return checks;
    }

    private void recordChecks(
            Blueprint blueprint, Map<String, String> parameters, Map<String, String> outputs, List<Check> checks) {
        String path = blueprint.probe().recordsPath();
        if (path == null || blueprint.sealing() == null || !outputs.containsKey("DistributionUrl")) {
            return;
        }
        String field = parameters.getOrDefault(blueprint.sealing().fieldsParameter(), "").split(",", -1)[0].strip();
        RecordProofs records = new RecordProofs(new Decrypter(aws, ledger), who, account, outputs, path, field);
        checks.add(new Check("field-sealed", "A posted field is stored encrypted", records::isStoredSealed));
        checks.add(new Check("field-opens", "The operator can open the stored field", records::opens));
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
        }
    }
}
