package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.sandbox.access.Call;
import dev.sallyport.core.sandbox.address.AddressBook;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;

/**
 * Custom resources backed by Lambda: the function is sent Create, Update and Delete events and answers at a response
 * URL. After a kill an event that was not answered is sent again, a Create under its own request id.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html">Custom resource
 *     reference</a>
 */
final class CustomResources implements ResourceHandler, AutoCloseable {
    private static final String TOKEN = "ServiceToken";
    private static final String TIMEOUT = "ServiceTimeout";
    private static final Duration LONGEST = Duration.ofHours(1);

    private final LambdaClient lambda;
    private final Shelf<CustomAnswer> created;
    private final Shelf<ObjectNode> data;
    private final ResponseUrls urls;

    CustomResources(LambdaClient lambda, SandboxState state) {
        this.lambda = lambda;
        this.created = state.shelf("cloudformation/custom-created", CustomAnswer.class);
        this.data = state.shelf("cloudformation/custom-data", ObjectNode.class);
        this.urls = new ResponseUrls(new AddressBook(state));
    }

    private static String requestId(Wanted wanted) {
        return UUID.nameUUIDFromBytes((wanted.stackId() + "/" + wanted.token()).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    private static String key(Wanted wanted, String id) {
        return wanted.stackId() + "/" + wanted.logicalId() + "/" + id;
    }

    @Override
    public boolean createsAlone() {
        return false;
    }

    /** What a Create under the same request id was answered. */
    @Override
    public Set<String> existing(Wanted wanted) {
        return created.get(requestId(wanted))
                .filter(CustomAnswer::success)
                .map(answer -> Set.of(answer.physicalId()))
                .orElse(Set.of());
    }

    @Override
    public String create(Wanted wanted) {
        String requestId = requestId(wanted);
        CustomAnswer answer = created.get(requestId).orElse(null);
        if (answer == null) {
            answer = send("Create", requestId, wanted, null, null);
            if (answer.success()) {
                data.put(key(wanted, answer.physicalId()), answer.attributes());
            }
            created.put(requestId, answer);
        }
        if (!answer.success()) {
            String id = answer.physicalId().isEmpty() ? wanted.name("PhysicalResourceId", 255) : answer.physicalId();
            throw new FailedCreation(said(answer, requestId), id);
        }
        return answer.physicalId();
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        // An update to another token was refused before any function heard of it: nothing is to be taken back.
        if (before != null && before.path(TOKEN).equals(wanted.properties().path(TOKEN))) {
            update(wanted, id, before);
        }
    }

    /** The function may answer with another physical id; the old one is then removed in the clean-up. */
    @Override
    public String update(Wanted wanted, String id, ObjectNode before) {
        if (!before.path(TOKEN).equals(wanted.properties().path(TOKEN))) {
            throw new ResourceException("Modifying service token is not allowed.");
        }
        String requestId = UUID.randomUUID().toString();
        CustomAnswer answer = send("Update", requestId, wanted, id, before);
        if (!answer.success()) {
            throw new ResourceException(said(answer, requestId));
        }
        data.put(key(wanted, answer.physicalId()), answer.attributes());
        return answer.physicalId();
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public ObjectNode attributes(Wanted wanted, String id) {
        return data.get(key(wanted, id)).orElseGet(JsonNodeFactory.instance::objectNode);
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        throw new IllegalStateException("a custom resource is removed with its names");
    }

    @Override
    public boolean delete(Wanted wanted, String id) {
        String requestId = UUID.randomUUID().toString();
        CustomAnswer answer = send("Delete", requestId, wanted, id, null);
        if (!answer.success()) {
            throw new ResourceException(said(answer, requestId));
        }
        data.remove(key(wanted, id));
        created.remove(requestId(wanted));
        return true;
    }

    private static String said(CustomAnswer answer, String requestId) {
        return "Received response status [FAILED] from custom resource. Message returned: " + answer.reason()
                + " (RequestId: " + requestId + ")";
    }

    private CustomAnswer send(
            String type, String requestId, Wanted wanted, @Nullable String id, @Nullable ObjectNode before) {
        String token = wanted.text(TOKEN);
        if (!Arns.isOf(token, "lambda")) {
            throw new ResourceException(
                    "The sandbox carries custom resources that a Lambda function backs, not " + token + ".");
        }
        ResponseUrls.Place place = urls.open(
                Call.current().region(), wanted.stackId() + '|' + wanted.logicalId() + '|' + requestId);
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("RequestType", type)
                .put(TOKEN, token)
                .put("ResponseURL", place.url().toString())
                .put("StackId", wanted.stackId())
                .put("RequestId", requestId)
                .put("LogicalResourceId", wanted.logicalId())
                .put("ResourceType", wanted.type());
        if (id != null) {
            event.put("PhysicalResourceId", id);
        }
        event.set("ResourceProperties", asText(wanted.properties()));
        if (before != null) {
            event.set("OldResourceProperties", asText(before));
        }
        try {
            lambda.invoke(r -> r.functionName(token)
                    .invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String(event.toString())));
            byte[] body = place.answer().get(limit(wanted).toMillis(), TimeUnit.MILLISECONDS);
            return CustomAnswer.of(body, event);
        } catch (TimeoutException e) {
            return CustomAnswer.failed("CloudFormation did not receive a response from your custom resource."
                    + " Please check your logs for requestId [" + requestId + "].");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the sandbox is closing");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            urls.forget(place);
        }
    }

    private static Duration limit(Wanted wanted) {
        int seconds = wanted.properties().path(TIMEOUT).asInt(0);
        return seconds < 1 || seconds > LONGEST.toSeconds() ? LONGEST : Duration.ofSeconds(seconds);
    }

    /** CloudFormation sends every value as text. */
    private static JsonNode asText(JsonNode value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value.isObject()) {
            ObjectNode object = json.objectNode();
            value.properties().forEach(entry -> object.set(entry.getKey(), asText(entry.getValue())));
            return object;
        }
        if (value.isArray()) {
            var array = json.arrayNode();
            value.forEach(item -> array.add(asText(item)));
            return array;
        }
        return json.textNode(value.asText());
    }

    @Override
    public void close() {
        urls.close();
    }
}
