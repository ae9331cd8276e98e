package dev.sallyport.core.proof;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.account.AwsClients;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/** What stands behind the function versions at the edge. */
final class FunctionProofs {
    private final AwsClients aws;

    FunctionProofs(AwsClients aws) {
        this.aws = aws;
    }

    /** The hash that a package's key carries is the hash that Lambda computed over the version's code. */
    Outcome isPackaged(String versionArn, String codeKey) {
        String running = aws.lambda(EdgeRegion.NAME)
                .getFunctionConfiguration(request -> request.functionName(versionArn))
                .codeSha256();
        String packaged = codeKey.replaceFirst("^.*/", "").replaceFirst("\\.zip$", "");
        String runningHex = HexFormat.of().formatHex(Base64.getDecoder().decode(Objects.requireNonNullElse(running, "")));
        return new Outcome(
                runningHex.equals(packaged),
                versionArn + " runs SHA-256 " + runningHex + "; packaged was " + packaged);
    }
}
