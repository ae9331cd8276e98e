package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.account.AtOnce;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.edgefunction.FunctionPackage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What Lambda knows of a function at the edge.
 *
 * @param runtime such as {@code nodejs22.x}; empty for a container image
 * @param codeSha256 in base64, of the package
 */
record EdgeCode(String runtime, String codeSha256) {
    /** Lambda publishes 15 reads a second for such calls (Lambda quotas, control plane). */
    private static final int AT_ONCE = 5;

    /** Of an answer of {@code get-function} or {@code get-function-configuration}. */
    static EdgeCode of(JsonNode configuration) {
        return new EdgeCode(configuration.path("Runtime").asText(""), configuration.path("CodeSha256").asText(""));
    }

    /** Whether it is the function of this program that signs every request to the origin, unchanged. */
    boolean signs() {
        return codeSha256.equals(Signer.SHA256);
    }

    /** Packed when it is first asked for. */
    private static final class Signer {
        static final String SHA256 = FunctionPackage.of("sign-origin", null).codeSha256();
    }

    /**
     * Reads what can be.
     *
     * @param arns of versions of functions
     * @param gaps gets a sentence part for what was not read
     */
    static Map<String, EdgeCode> read(AwsClients aws, Set<String> arns, List<String> gaps) {
        List<String> known = arns.stream().filter(arn -> Arns.of(arn).isPresent()).toList();
        Map<String, EdgeCode> read = new HashMap<>();
        List<String> refused = new ArrayList<>();
        List<Optional<EdgeCode>> answers = AtOnce.each(known, AT_ONCE, arn -> {
            try {
                var found = aws.lambda(Arn.fromString(arn).region().orElse(aws.region()))
                        .getFunctionConfiguration(request -> request.functionName(arn));
                return Optional.of(new EdgeCode(
                        found.runtimeAsString() == null ? "" : found.runtimeAsString(), found.codeSha256()));
            } catch (SdkException e) {
                synchronized (refused) {
                    refused.add("function " + arn + " was not read, "
                            + Refusal.said(e, "lambda:GetFunctionConfiguration"));
                }
                return Optional.<EdgeCode>empty();
            }
        });
        for (int i = 0; i < known.size(); i++) {
            String arn = known.get(i);
            answers.get(i).ifPresent(code -> read.put(arn, code));
        }
        refused.stream().sorted().forEach(gaps::add);
        return read;
    }
}
