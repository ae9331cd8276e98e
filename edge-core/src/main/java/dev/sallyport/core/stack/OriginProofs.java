package dev.sallyport.core.stack;

import dev.sallyport.core.stack.Proofs.Outcome;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** What the origin answers behind the edge's back. */
final class OriginProofs {
    /** The key pair of AWS's documentation examples: well-formed, and nobody's. */
    private static final AwsCredentialsIdentity NOBODY =
            AwsCredentialsIdentity.create("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    private final URI uri;

    OriginProofs(String originUrl, String path) {
        this.uri = URI.create(originUrl + path);
    }

    Outcome refusesUnsigned() throws InterruptedException {
        HttpProbe.Answer answer = HttpProbe.send("GET", uri, Map.of(), null);
        return new Outcome(answer.status() == 403, "GET " + uri + " without a signature → " + answer.summary());
    }

    Outcome refusesForged() throws InterruptedException {
        SdkHttpRequest request =
                SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri).build();
        var signed = AwsV4HttpSigner.create().sign(sign -> sign.identity(NOBODY)
                .request(request)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service())
                .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
        Map<String, String> headers = new TreeMap<>();
        signed.request().headers().forEach((name, values) -> {
            if (!name.equalsIgnoreCase("host")) {
                headers.put(name, values.getFirst());
            }
        });
        HttpProbe.Answer answer = HttpProbe.send("GET", uri, headers, null);
        return new Outcome(
                answer.status() == 403,
                "GET " + uri + " signed with a key that AWS never issued → " + answer.summary());
    }

    private String service() {
        return uri.getHost().contains(".lambda-url.") ? "lambda" : "execute-api";
    }
}
