package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.address.AddressBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationRequest;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** A Lambda whose functions back custom resources: they keep every event and answer it as told, over HTTP. */
final class CustomFunction implements LambdaClient {
    private final AddressBook addresses;

    CustomFunction(AddressBook addresses) {
        this.addresses = addresses;
    }

    /** What came, in order. */
    final List<JsonNode> events = new CopyOnWriteArrayList<>();

    /** Changes the answer to an event before it is sent; removes {@code Status} for none at all. */
    volatile BiConsumer<JsonNode, ObjectNode> answering = (event, answer) -> {};

    @Override
    public String serviceName() {
        return "lambda";
    }

    @Override
    public void close() {}

    @Override
    public InvokeResponse invoke(InvokeRequest request) {
        JsonNode event = json(request.payload().asUtf8String());
        events.add(event);
        Thread.ofVirtual().start(() -> answer(event));
        return InvokeResponse.builder().statusCode(202).build();
    }

    @Override
    public GetFunctionConfigurationResponse getFunctionConfiguration(GetFunctionConfigurationRequest request) {
        return GetFunctionConfigurationResponse.builder().runtime("nodejs24.x").build();
    }

    private void answer(JsonNode event) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        answer.put("Status", "SUCCESS")
                .put("PhysicalResourceId", event.path("PhysicalResourceId").asText("thing-1"));
        for (String same : List.of("StackId", "RequestId", "LogicalResourceId")) {
            answer.set(same, event.path(same));
        }
        answer.putObject("Data")
                .put("Word", event.at("/ResourceProperties/Word").asText());
        answering.accept(event, answer);
        if (answer.has("Status")) {
            put(place(event), answer.toString());
        }
    }

    /** Where the host of an event's response URL answers on loopback. */
    URI place(JsonNode event) {
        URI url = URI.create(event.path("ResponseURL").asText());
        assertThat(url.getScheme()).isEqualTo("https");
        assertThat(url.getPort()).isEqualTo(-1);
        return addresses.loopback(url.getHost()).orElseThrow().resolve(url.getRawPath() + '?' + url.getRawQuery());
    }

    /** The HTTP status of a PUT; 0 when nobody listens. */
    static int put(URI url, String body) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(url)
                                    .PUT(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException gone) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The types of the events so far. */
    List<String> types() {
        return events.stream().map(event -> event.path("RequestType").asText()).toList();
    }
}
