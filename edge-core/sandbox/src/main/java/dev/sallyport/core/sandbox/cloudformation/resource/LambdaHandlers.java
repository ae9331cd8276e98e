package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.CreateAliasRequest;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.PublishVersionRequest;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.UpdateAliasRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionUrlConfigRequest;

/** AWS::Lambda::Version, ::Permission, ::Url and ::Alias; the functions themselves are {@link LambdaFunctions}. */
final class LambdaHandlers {
    private LambdaHandlers() {}

    static Map<String, ResourceHandler> of(LambdaClient lambda) {
        return Map.of(
                "AWS::Lambda::LayerVersion", new LayerVersions(lambda),
                "AWS::Lambda::LayerVersionPermission", new LayerPermissions(lambda),
                "AWS::Lambda::Function", new LambdaFunctions(lambda),
                "AWS::Lambda::Version", new Versions(lambda),
                "AWS::Lambda::Permission", new Permissions(lambda),
                "AWS::Lambda::Url", new Urls(lambda),
                "AWS::Lambda::Alias", new Aliases(lambda));
    }

    private static @Nullable String blankToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private record Versions(LambdaClient lambda) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            Set<String> arns = new HashSet<>();
            lambda.listVersionsByFunctionPaginator(r -> r.functionName(wanted.text("FunctionName"))).versions().stream()
                    .filter(version -> !version.version().equals("$LATEST"))
                    .map(FunctionConfiguration::functionArn)
                    .forEach(arns::add);
            return arns;
        }

        /** Code that did not change gives the version that it already has, which then is not this resource's. */
        @Override
        public String create(Wanted wanted) {
            Set<String> before = existing(wanted);
            PublishVersionResponse version =
                    lambda.publishVersion(wanted.request(PublishVersionRequest.builder(), PropertyMapping.SAME));
            if (before.contains(version.functionArn())) {
                throw new ResourceException("A version for this Lambda function exists ( " + version.version()
                        + " ). Modify the function to create a new version.");
            }
            return version.functionArn();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            // Every property of a version needs a replacement.
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("FunctionArn", id)
                    .put("Version", Arns.name(id));
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> lambda.deleteFunction(r -> r.functionName(id)));
        }
    }

    private record Permissions(LambdaClient lambda) implements ResourceHandler {
        /** The longest {@code StatementId} of Lambda's API reference, "AddPermission". */
        private static final int LONGEST_ID = 100;

        @Override
        public Set<String> existing(Wanted wanted) {
            String policy;
            try {
                policy = lambda.getPolicy(r -> r.functionName(wanted.text("FunctionName"))).policy();
            } catch (ResourceNotFoundException e) {
                return Set.of();
            }
            for (JsonNode statement : policy(policy).path("Statement")) {
                if (statement.path("Sid").asText().equals(wanted.token(LONGEST_ID))) {
                    return Set.of(wanted.token(LONGEST_ID));
                }
            }
            return Set.of();
        }

        private static JsonNode policy(String text) {
            try {
                return Json.MAPPER.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Lambda's resource policy is no JSON", e);
            }
        }

        @Override
        public String create(Wanted wanted) {
            lambda.addPermission(wanted.with("StatementId", wanted.token(LONGEST_ID))
                    .request(AddPermissionRequest.builder(), PropertyMapping.SAME));
            return wanted.token(LONGEST_ID);
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            // Every property of a permission needs a replacement.
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("Id", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> lambda.removePermission(
                    r -> r.functionName(properties.path("FunctionName").asText()).statementId(id)));
        }
    }

    private record Urls(LambdaClient lambda) implements ResourceHandler {
        private static final PropertyMapping MAPPING = PropertyMapping.SAME.renaming("TargetFunctionArn", "FunctionName");

        @Override
        public Set<String> existing(Wanted wanted) {
            try {
                return Set.of(lambda.getFunctionUrlConfig(r -> r.functionName(wanted.text("TargetFunctionArn"))
                                .qualifier(blankToNull(wanted.text("Qualifier"))))
                        .functionArn());
            } catch (ResourceNotFoundException e) {
                return Set.of();
            }
        }

        @Override
        public String create(Wanted wanted) {
            return lambda.createFunctionUrlConfig(wanted.request(CreateFunctionUrlConfigRequest.builder(), MAPPING))
                    .functionArn();
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null) {
                lambda.updateFunctionUrlConfig(wanted.request(UpdateFunctionUrlConfigRequest.builder(), MAPPING));
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            String url = lambda.getFunctionUrlConfig(
                            r -> r.functionName(properties.path("TargetFunctionArn").asText())
                                    .qualifier(blankToNull(
                                            properties.path("Qualifier").asText(""))))
                    .functionUrl();
            return JsonNodeFactory.instance.objectNode().put("FunctionArn", id).put("FunctionUrl", url);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> lambda.deleteFunctionUrlConfig(
                    r -> r.functionName(properties.path("TargetFunctionArn").asText())
                            .qualifier(blankToNull(properties.path("Qualifier").asText("")))));
        }
    }

    private record Aliases(LambdaClient lambda) implements ResourceHandler {
        @Override
        public Set<String> existing(Wanted wanted) {
            try {
                return Set.of(lambda.getAlias(r -> r.functionName(wanted.text("FunctionName")).name(wanted.text("Name")))
                        .aliasArn());
            } catch (ResourceNotFoundException e) {
                return Set.of();
            }
        }

        @Override
        public String create(Wanted wanted) {
            return lambda.createAlias(routed(wanted).request(CreateAliasRequest.builder(), PropertyMapping.SAME))
                    .aliasArn();
        }

        /** The template's list of {FunctionVersion, FunctionWeight} is a map in the API. */
        private static Wanted routed(Wanted wanted) {
            JsonNode weights = wanted.properties().path("RoutingConfig").path("AdditionalVersionWeights");
            if (weights.isMissingNode()) {
                return wanted;
            }
            ObjectNode routing = JsonNodeFactory.instance.objectNode();
            ObjectNode map = routing.putObject("AdditionalVersionWeights");
            weights.forEach(weight ->
                    map.set(weight.path("FunctionVersion").asText(), weight.path("FunctionWeight")));
            return wanted.with("RoutingConfig", routing);
        }

        @Override
        public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
            if (before != null) {
                lambda.updateAlias(routed(wanted).request(UpdateAliasRequest.builder(), PropertyMapping.SAME));
            }
        }

        @Override
        public ObjectNode attributes(String id, ObjectNode properties) {
            return JsonNodeFactory.instance.objectNode().put("AliasArn", id);
        }

        @Override
        public boolean delete(String id, ObjectNode properties) {
            return Absence.gone(() -> lambda.deleteAlias(
                    r -> r.functionName(properties.path("FunctionName").asText())
                            .name(properties.path("Name").asText())));
        }
    }
}
