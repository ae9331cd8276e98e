package dev.sallyport.core.proof;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.Blueprint.PackagedFunction;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** What stands behind the function versions at the edge. */
final class FunctionProofs {
    private final AwsClients aws;
    private final Subject subject;

    FunctionProofs(AwsClients aws, Subject subject) {
        this.aws = aws;
        this.subject = subject;
    }

    /** One check for each function of the blueprint that runs at the edge. */
    List<Check> checks(List<PackagedFunction> functions) {
        return functions.stream()
                .map(function -> new Check(
                        "function-version:" + function.name(),
                        "The edge runs the " + function.name() + " that was packaged",
                        Lag.LOCK,
                        () -> isPackaged(
                                subject.output(Objects.requireNonNull(function.versionOutput())),
                                subject.parameter(function.parameter()))))
                .toList();
    }

    /** The hash that a package's key carries is the hash that Lambda computed over the version's code. */
    private Verdict isPackaged(String versionArn, String codeKey) {
        String running = aws.lambda(EdgeRegion.NAME)
                .getFunctionConfiguration(request -> request.functionName(versionArn))
                .codeSha256();
        String packaged = codeKey.replaceFirst("^.*/", "").replaceFirst("\\.zip$", "");
        String runningHex = HexFormat.of().formatHex(Base64.getDecoder().decode(Objects.requireNonNullElse(running, "")));
        return Verdict.of(
                runningHex.equals(packaged),
                versionArn + " runs SHA-256 " + runningHex + "; packaged was " + packaged);
    }
}
