package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsClients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/** A KMS whose quota is used up: refuses each call as AWS does, and counts them by ciphertext. */
final class ThrottlingKms implements SdkHttpClient {
    private static final byte[] REFUSAL =
            "{\"__type\":\"ThrottlingException\",\"message\":\"Rate exceeded.\"}".getBytes(StandardCharsets.UTF_8);

    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    AwsClients clients() {
        return new AwsClients(new AwsClients.Connection(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                this,
                null,
                "us-east-1",
                List.of()));
    }

    /** How often each ciphertext was sent. */
    Map<String, Integer> calls() {
        return calls;
    }

    void forget() {
        calls.clear();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                try (InputStream body = request.contentStreamProvider().orElseThrow().newStream()) {
                    JsonNode sent = Json.MAPPER.readTree(body);
                    calls.merge(sent.path("CiphertextBlob").asText(), 1, Integer::sum);
                }
                return HttpExecuteResponse.builder()
                        .response(SdkHttpResponse.builder()
                                .statusCode(400)
                                .putHeader("Content-Type", "application/x-amz-json-1.1")
                                .build())
                        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(REFUSAL)))
                        .build();
            }

            @Override
            public void abort() {}
        };
    }

    @Override
    public void close() {}
}
