package dev.sallyport.core.sandbox.cloudfront;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyValueStoreRequest;
import software.amazon.awssdk.services.cloudfront.model.CreateKeyValueStoreResponse;
import software.amazon.awssdk.services.cloudfront.model.DeleteKeyValueStoreRequest;
import software.amazon.awssdk.services.cloudfront.model.DeleteKeyValueStoreResponse;
import software.amazon.awssdk.services.cloudfront.model.DescribeKeyValueStoreRequest;
import software.amazon.awssdk.services.cloudfront.model.DescribeKeyValueStoreResponse;
import software.amazon.awssdk.services.cloudfront.model.ImportSource;
import software.amazon.awssdk.services.cloudfront.model.KeyValueStore;
import software.amazon.awssdk.services.cloudfront.model.ListKeyValueStoresRequest;
import software.amazon.awssdk.services.cloudfront.model.ListKeyValueStoresResponse;
import software.amazon.awssdk.services.cloudfront.model.UpdateKeyValueStoreRequest;
import software.amazon.awssdk.services.cloudfront.model.UpdateKeyValueStoreResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What callers do to key value stores; a part of {@link SandboxCloudFront}. A store is provisioned when the call that makes it
 * has returned.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions.html">Amazon CloudFront
 *     KeyValueStore</a>
 */
abstract class KeyValueCalls extends IdentityCalls {
    private static final String KIND = "key-value-store";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9-_]{1,64}");

    /** Source: AWS page "Quotas", key value stores. */
    private static final int KEY_BYTES = 512;

    private static final int VALUE_BYTES = 1024;
    private static final int STORE_BYTES = 5 << 20;

    private final Shelf<StoredKeyValues> stores;
    private final S3Client s3;
    private final Clock clock;

    KeyValueCalls(SandboxState state, Rights rights, Clock clock, S3Client s3) {
        super(state, rights, clock);
        this.stores = state.shelf("cloudfront/keyValueStore", StoredKeyValues.class);
        this.s3 = s3;
        this.clock = clock;
    }

    /** The store of an ARN; empty when there is none. */
    final Optional<StoredKeyValues> keyValues(String arn) {
        return stores.values().stream().filter(each -> each.arn().equals(arn)).findFirst();
    }

    /** Whether a function refers to the store. */
    abstract boolean isRead(String storeArn);

    abstract void setTags(String arn, Map<String, String> now);

    private StoredKeyValues find(String action, @Nullable String name) {
        Optional<StoredKeyValues> found = stores.get(Objects.requireNonNullElse(name, ""));
        rights.require(action, KIND, found.map(StoredKeyValues::id).orElse("*"));
        return found.orElseThrow(() -> CloudFrontFaults.of("EntityNotFound", 404, "The specified key value store does not exist."));
    }

    @Override
    public CreateKeyValueStoreResponse createKeyValueStore(CreateKeyValueStoreRequest request) {
        rights.require("CreateKeyValueStore", "*");
        String name = Objects.requireNonNullElse(request.name(), "");
        if (!NAME.matcher(name).matches()) {
            throw CloudFrontFaults.invalidArgument("The parameter Name must match " + NAME + '.');
        }
        if (stores.has(name)) {
            throw CloudFrontFaults.of("EntityAlreadyExists", 409, "A key value store with this name already exists.");
        }
        Map<String, String> values = request.importSource() == null ? Map.of() : imported(request.importSource());
        String id = UUID.randomUUID().toString();
        Instant now = clock.instant();
        StoredKeyValues made = new StoredKeyValues(
                id,
                CloudFrontIds.arn(KIND, id),
                name,
                Objects.requireNonNullElse(request.comment(), ""),
                CloudFrontIds.upper('E'),
                now,
                now,
                values);
        stores.put(name, made);
        return CreateKeyValueStoreResponse.builder()
                .keyValueStore(made.shape("PROVISIONING"))
                .eTag(made.etag())
                .location(CloudFrontIds.location(KIND, name))
                .build();
    }

    /** Read with the caller's own rights, as AWS does: {@code {"data":[{"key":…,"value":…}]}}. */
    private Map<String, String> imported(ImportSource source) {
        List<String> object = Arns.path(source.sourceARN());
        if (!"S3".equals(source.sourceTypeAsString()) || !Arns.isOf(source.sourceARN(), "s3") || object.size() < 2) {
            throw CloudFrontFaults.invalidArgument("The parameter ImportSource must be of type S3 and name an object by its ARN.");
        }
        byte[] bytes;
        try {
            bytes = s3.getObject(
                            r -> r.bucket(object.getFirst()).key(String.join("/", object.subList(1, object.size()))),
                            ResponseTransformer.toBytes())
                    .asByteArray();
        } catch (S3Exception e) {
            throw CloudFrontFaults.invalidArgument("The import source cannot be read: "
                    + e.awsErrorDetails().errorMessage());
        }
        if (bytes.length > STORE_BYTES) {
            throw tooLarge("The import source is larger than 5 MB.");
        }
        Map<String, String> values = new TreeMap<>();
        for (JsonNode item : data(bytes)) {
            if (!item.path("key").isTextual() || !item.path("value").isTextual()) {
                throw CloudFrontFaults.invalidArgument("The import source has a pair without a key or a value that is a string.");
            }
            checkPair(item.path("key").asText(), item.path("value").asText());
            if (values.put(item.path("key").asText(), item.path("value").asText()) != null) {
                throw CloudFrontFaults.invalidArgument(
                        "The import source has the key " + item.path("key").asText() + " twice.");
            }
        }
        return values;
    }

    private static JsonNode data(byte[] bytes) {
        try {
            JsonNode data = Json.MAPPER.readTree(bytes).path("data");
            if (data.isArray()) {
                return data;
            }
        } catch (JsonProcessingException e) {
            throw CloudFrontFaults.invalidArgument("The import source is not valid JSON.");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory that cannot be read", e);
        }
        throw CloudFrontFaults.invalidArgument("The import source has no array of the name data.");
    }

    private static void checkPair(String key, String value) {
        if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > KEY_BYTES) {
            throw tooLarge("A key has 1 to " + KEY_BYTES + " bytes.");
        }
        if (value.getBytes(StandardCharsets.UTF_8).length > VALUE_BYTES) {
            throw tooLarge("A value has at most " + VALUE_BYTES + " bytes: that of " + key + " has more.");
        }
    }

    private static AwsServiceException tooLarge(String message) {
        return CloudFrontFaults.of("EntitySizeLimitExceeded", 413, message);
    }

    @Override
    public DescribeKeyValueStoreResponse describeKeyValueStore(DescribeKeyValueStoreRequest request) {
        StoredKeyValues found = find("DescribeKeyValueStore", request.name());
        return DescribeKeyValueStoreResponse.builder()
                .keyValueStore(found.shape("READY"))
                .eTag(found.etag())
                .build();
    }

    @Override
    public ListKeyValueStoresResponse listKeyValueStores(ListKeyValueStoresRequest request) {
        rights.require("ListKeyValueStores", "*");
        boolean ready = request.status() == null || request.status().equals("READY");
        List<KeyValueStore> items = ready ? stores.values().stream().map(each -> each.shape("READY")).toList() : List.of();
        return ListKeyValueStoresResponse.builder()
                .keyValueStoreList(list -> list.maxItems(100).quantity(items.size()).items(items))
                .build();
    }

    @Override
    public UpdateKeyValueStoreResponse updateKeyValueStore(UpdateKeyValueStoreRequest request) {
        StoredKeyValues found = find("UpdateKeyValueStore", request.name());
        CloudFrontFaults.checkMatch(request.ifMatch(), found.etag());
        StoredKeyValues changed = found.with(Objects.requireNonNullElse(request.comment(), ""), clock.instant());
        stores.put(found.name(), changed);
        return UpdateKeyValueStoreResponse.builder()
                .keyValueStore(changed.shape("READY"))
                .eTag(changed.etag())
                .build();
    }

    @Override
    public DeleteKeyValueStoreResponse deleteKeyValueStore(DeleteKeyValueStoreRequest request) {
        StoredKeyValues found = find("DeleteKeyValueStore", request.name());
        CloudFrontFaults.checkMatch(request.ifMatch(), found.etag());
        if (isRead(found.arn())) {
            throw CloudFrontFaults.of(
                    "CannotDeleteEntityWhileInUse", 409, "The key value store is associated with one or more functions.");
        }
        stores.remove(found.name());
        setTags(found.arn(), Map.of());
        return DeleteKeyValueStoreResponse.builder().build();
    }
}
