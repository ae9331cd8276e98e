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
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Runs every proof that a blueprint calls for against the live stack: real requests to its addresses, and questions to
 * AWS about what is attached. A proof that cannot be run does not hold, and says why.
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

    private List<Check> checks(Blueprint blueprint, Subject subject) {
        Map<String, String> parameters = subject.parameters();
        Map<String, String> outputs = subject.outputs();
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
            String service = outputs.containsKey("ApiId") ? "execute-api" : "lambda";
            checks.addAll(new OriginProofs(aws, outputs.get("OriginUrl"), path, service).checks());
        }
        accessChecks(subject.stack(), parameters, outputs, checks);
        FunctionProofs functions = new FunctionProofs(aws);
        blueprint.edgeFunctions().forEach(function -> {
            String arn = outputs.get(Objects.requireNonNullElse(function.versionOutput(), ""));
            if (arn != null) {
                checks.add(new Check(
                        "function-version:" + function.name(),
                        "The edge runs the " + function.name() + " that was packaged",
                        () -> functions.isPackaged(arn, parameters.getOrDefault(function.parameter(), ""))));
            }
        });
        recordChecks(blueprint, parameters, outputs, checks);
        if (outputs.containsKey("SigningMode")) {
            checks.addAll(new BookProofs(outputs, Site.page(blueprint)).checks());
        }
        if (blueprint.probe().rendering() != null && outputs.containsKey("DistributionUrl")) {
            checks.addAll(new RenderProofs(blueprint.probe().rendering(), outputs).checks());
        }
        if (outputs.containsKey("DeploymentId")) {
            checks.addAll(new DeviceProofs(aws, outputs).checks());
        }
        return checks;
    }

    private void accessChecks(
            String stack, Map<String, String> parameters, Map<String, String> outputs, List<Check> checks) {
        AccessProofs access = new AccessProofs(aws, stack);
        String api = outputs.get("ApiId");
        if (api != null) {
            checks.add(new Check(
                    "methods-signed",
                    "Every method of the API demands a signature",
                    () -> "HTTP".equals(outputs.get("ApiType"))
                            ? access.routesAreSigned(api)
                            : access.methodsAreSigned(api)));
        }
        checks.add(new Check(
                "functions-private", "No function of the stack lets everyone in", access::functionsArePrivate));
        String distribution = outputs.get("DistributionId");
        if ("true".equals(parameters.get("ShieldAdvanced")) && distribution != null) {
            checks.add(new Check(
                    "shield-as-asked", "Shield Advanced protects the distribution", () -> access.isShielded(distribution)));
        }
    }

    private void recordChecks(
            Blueprint blueprint, Map<String, String> parameters, Map<String, String> outputs, List<Check> checks) {
        String path = blueprint.probe().recordsPath();
        if (path == null || blueprint.sealing() == null || !outputs.containsKey("DistributionUrl")) {
            return;
        }
        String field = parameters.getOrDefault(blueprint.sealing().fieldsParameter(), "").split(",", -1)[0].strip();
        RecordProofs records = new RecordProofs(aws, new Decrypter(aws, ledger), who, account, outputs, path, field);
        checks.add(new Check("field-sealed", "A posted field is stored encrypted", records::isStoredSealed));
        checks.add(new Check("field-opens", "The operator can open the stored field", records::opens));
        if (outputs.containsKey("DecryptFunctionArn")) {
            checks.add(new Check(
                    "application-opens",
                    "An application that may invoke decrypt-fields has the field opened",
                    records::opensForApplications));
        }
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
