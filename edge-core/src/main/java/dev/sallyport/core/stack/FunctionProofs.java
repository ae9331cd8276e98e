package dev.sallyport.core.stack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.AwsClients;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.stack.Proofs.Outcome;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;

/** What stands behind the function versions at the edge. */
final class FunctionProofs {
    private final AwsClients aws;

    FunctionProofs(AwsClients aws) {
        this.aws = aws;
    }

    /** The hash that a package's key carries is the hash that Lambda computed over the version's code. */
    Outcome isPackaged(String versionArn, String codeKey) {
        String running = aws.lambda(AwsClients.EDGE_REGION)
                .getFunctionConfiguration(request -> request.functionName(versionArn))
                .codeSha256();
        String packaged = codeKey.replaceFirst("^.*/", "").replaceFirst("\\.zip$", "");
        String runningHex = HexFormat.of().formatHex(Base64.getDecoder().decode(Objects.requireNonNullElse(running, "")));
        return new Outcome(
                runningHex.equals(packaged),
                versionArn + " runs SHA-256 " + runningHex + "; packaged was " + packaged);
    }

    /** No statement of the function's policy lets everyone in. */
    Outcome isPrivate(String versionArn) {
        UnaryOperator<String> said = what -> versionArn + " " + what;
        try {
            String policy = aws.lambda(AwsClients.EDGE_REGION)
                    .getPolicy(request -> request.functionName(versionArn))
                    .policy();
            for (JsonNode statement : Json.MAPPER.readTree(policy).path("Statement")) {
                JsonNode principal = statement.path("Principal");
                boolean everyone = principal.asText().equals("*")
                        || principal.path("AWS").asText().equals("*");
                if (everyone && !statement.has("Condition")) {
                    return new Outcome(false, said.apply("lets everyone in: " + statement.path("Sid").asText()));
                }
            }
            return new Outcome(true, said.apply("has a policy; no statement lets everyone in"));
        } catch (ResourceNotFoundException noPolicy) {
            return new Outcome(true, said.apply("has no resource policy"));
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-AWS-FAULT", "The policy of " + versionArn + " is not JSON.", "Look at it in Lambda.")
                    .causedBy(e);
        }
    }
}
