package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.edgefunction.FunctionArn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is known of the locks that origins have themselves: read from the account, or told by files. */
final class KnownLocks {
    private final @Nullable KnownLocks shared;
    private final Map<String, OwnLock> read = new HashMap<>();
    private final List<Opening> openings = new ArrayList<>();
    private final List<Opening> shut = new ArrayList<>();
    private final Map<String, JsonNode> urls = new HashMap<>();
    private final Map<String, JsonNode> policies = new HashMap<>();
    private final Set<String> shutApis = new HashSet<>();

    /** @param shared what is known beside, also later; null when nothing is */
    KnownLocks(@Nullable KnownLocks shared) {
        this.shared = shared;
    }

    private <T> @Nullable T find(Function<KnownLocks, @Nullable T> part) {
        T own = part.apply(this);
        return own == null && shared != null ? shared.find(part) : own;
    }

    /**
     * How an origin lets everyone in.
     *
     * @param name of the bucket, function URL or API, with which the origin's domain name begins
     * @param evidence the setting that does it, named so that the reader finds it again
     * @param place of it, null when not known
     * @param unless what else may keep everyone out, to be read after "unless"; null when nothing does
     */
    record Opening(OriginKind kind, String name, String evidence, @Nullable Place place, @Nullable String unless) {
        private boolean isOf(Origin origin) {
            String endpoint = switch (kind) {
                case FUNCTION_URL -> ".lambda-url.";
                case API_GATEWAY -> ".execute-api";
                default -> ".s3";
            };
            return origin.domainName().startsWith(name + endpoint);
        }
    }

    void open(Opening opening) {
        openings.add(opening);
    }

    /** Notes that a function URL asks for a signature. */
    void shut(String name, String evidence) {
        shut.add(new Opening(OriginKind.FUNCTION_URL, name, evidence, null, null));
    }

    /** What is known of an origin's own lock; null when nothing is. */
    @Nullable OwnLock of(Origin origin) {
        OwnLock read = find(known -> known.read.get(OriginLocks.key(origin)));
        if (read != null) {
            return read;
        }
        OwnLock given = find(known -> known.given(origin));
        if (given != null) {
            return given;
        }
        Opening opening = find(known ->
                known.openings.stream().filter(one -> one.isOf(origin)).findFirst().orElse(null));
        if (opening == null) {
            Opening shut = find(known ->
                    known.shut.stream().filter(one -> one.isOf(origin)).findFirst().orElse(null));
            return shut == null ? null : OwnLock.of(OwnLock.State.CLOSED, shut.evidence());
        }
        return new OwnLock(
                        opening.kind() == OriginKind.API_GATEWAY ? OwnLock.State.PARTLY_OPEN : OwnLock.State.OPEN,
                        opening.evidence(),
                        opening.unless(),
                        List.of(),
                        opening.place());
    }

    /** By what AWS's answers beside a file say. */
    private @Nullable OwnLock given(Origin origin) {
        String name = origin.domainName().replaceFirst("\\..*", "");
        if (origin.kind() == OriginKind.API_GATEWAY && shutApis.contains(name)) {
            return OwnLock.of(OwnLock.State.CLOSED, "the default endpoint of the API " + name + " is private or disabled");
        }
        JsonNode url = origin.kind() == OriginKind.FUNCTION_URL ? urls.get(name) : null;
        JsonNode policy = url == null ? null : find(known -> known.policies.get(text(url, "FunctionArn")));
        return url == null || policy == null
                ? null
                : FunctionUrlLock.of(
                        FunctionUrlLock.name(text(url, "FunctionArn")), text(url, "AuthType"), policy);
    }

    void put(String key, OwnLock lock) {
        read.put(key, lock);
    }

    /** {@code s3api get-bucket-policy} and {@code lambda get-policy}, which name what they are of in their resources alone. */
    boolean addBucketPolicy(JsonNode answer) {
        if (!answer.path("Policy").isTextual()) {
            return false;
        }
        JsonNode document = Statements.document(text(answer, "Policy"));
        for (JsonNode statement : document.path("Statement")) {
            JsonNode resource = statement.path("Resource");
            String arn = (resource.isArray() ? resource.path(0) : resource).asText();
            if (Arns.isOf(arn, "s3")) {
                String bucket = Arns.path(arn).getFirst();
                OpenPolicy.everyoneReads(document)
                        .ifPresent(said -> open(new Opening(
                                OriginKind.S3, bucket, "the policy of bucket " + bucket + " allows " + said, null,
                                OpenPolicy.unless(document, List.of(BooleanNode.FALSE)))));
                return true;
            }
            if (FunctionArn.of(arn).isPresent()) {
                policies.put(arn, document);
                return true;
            }
        }
        return document.has("Statement");
    }

    /** {@code apigateway get-rest-api}: whether its default endpoint can be called at all. */
    boolean addRestApi(JsonNode answer) {
        if (!answer.path("endpointConfiguration").has("types") || text(answer, "id").isEmpty()) {
            return false;
        }
        boolean shut = answer.path("disableExecuteApiEndpoint").asBoolean()
                || answer.path("endpointConfiguration").path("types").toString().contains("PRIVATE");
        if (shut) {
            shutApis.add(text(answer, "id"));
        }
        return true;
    }

    boolean addFunctionUrl(JsonNode answer) {
        String url = text(answer, "FunctionUrl");
        int end = url.indexOf(".lambda-url.");
        if (end < 0 || !answer.has("AuthType")) {
            return false;
        }
        String name = url.substring(0, end).replaceFirst("^https://", "");
        urls.put(name, answer);
        if (text(answer, "AuthType").equals("NONE")) {
            open(new Opening(OriginKind.FUNCTION_URL, name, url + " has AuthType NONE", null, null));
        } else {
            shut(name, url + " has AuthType " + text(answer, "AuthType"));
        }
        return true;
    }
}
