package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * AWS::Serverless::Function: the function, its role, its URL, and what lets events in.
 *
 * @see <a href="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html">
 *     AWS::Serverless::Function</a>
 */
final class ServerlessFunction {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern OBJECT = Pattern.compile("s3://([^/]+)/(.+)");

    private static final Set<String> SAME = Set.of(
            "FunctionName", "Description", "Handler", "Runtime", "MemorySize", "Timeout", "Environment", "Layers",
            "Architectures", "ReservedConcurrentExecutions", "EphemeralStorage", "LoggingConfig", "KmsKeyArn");

    private final ServerlessResource given;
    private final ObjectNode own;
    private final ObjectNode resources;
    private final ServerlessApis apis;

    ServerlessFunction(ServerlessResource given, ObjectNode resources, ServerlessApis apis) {
        this.given = given;
        this.own = given.properties();
        this.resources = resources;
        this.apis = apis;
    }

    void expand() {
        Set<String> known = new TreeSet<>(SAME);
        known.addAll(Set.of(
                "CodeUri", "InlineCode", "Role", "Policies", "PermissionsBoundary", "Tracing", "Tags", "Events", "FunctionUrlConfig",
                "PackageType"));
        given.allow(known);
        ObjectNode function = JSON.objectNode();
        own.properties().stream()
                .filter(each -> SAME.contains(each.getKey()))
                .forEach(each -> function.set(each.getKey(), each.getValue()));
        function.set("Code", code());
        if (own.has("Tracing")) {
            function.putObject("TracingConfig").set("Mode", own.get("Tracing"));
        }
        given.tags(function);
        function.withArray("Tags").addObject().put("Key", "lambda:createdBy").put("Value", "SAM");
        if (own.has("Role")) {
            function.set("Role", own.get("Role"));
        } else {
            function.set("Role", Serverless.attribute(given.id() + "Role", "Arn"));
            role();
        }
        given.main("AWS::Lambda::Function", function, resources);
        if (own.has("FunctionUrlConfig")) {
            url(own.get("FunctionUrlConfig"));
        }
        own.path("Events").properties().forEach(event ->
                apis.event(given, event.getKey(), event.getValue(), given.place("Events/" + event.getKey())));
    }

    private JsonNode code() {
        if (own.has("InlineCode")) {
            return JSON.objectNode().set("ZipFile", own.get("InlineCode"));
        }
        JsonNode uri = own.path("CodeUri");
        ObjectNode code = JSON.objectNode();
        Matcher object = OBJECT.matcher(uri.asText());
        if (object.matches()) {
            return code.put("S3Bucket", object.group(1)).put("S3Key", object.group(2));
        }
        if (!uri.path("Bucket").isMissingNode() && !uri.path("Key").isMissingNode()) {
            code.set("S3Bucket", uri.get("Bucket"));
            code.set("S3Key", uri.get("Key"));
            return uri.has("Version") ? code.set("S3ObjectVersion", uri.get("Version")) : code;
        }
        throw new TemplateException("Invalid Serverless Application Specification document. Resource with id [" + given.id()
                + "] is invalid. 'CodeUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query"
                + " parameter.");
    }

    private void role() {
        ObjectNode role = given.more(given.id() + "Role", "AWS::IAM::Role", resources);
        role.set("AssumeRolePolicyDocument", ServerlessPolicies.trust());
        ArrayNode managed = role.putArray("ManagedPolicyArns");
        managed.add(Serverless.sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"));
        if (own.path("Tracing").asText().equals("Active")) {
            managed.add(Serverless.sub("arn:${AWS::Partition}:iam::aws:policy/AWSXRayDaemonWriteAccess"));
        }
        if (own.has("PermissionsBoundary")) {
            role.set("PermissionsBoundary", own.get("PermissionsBoundary"));
        }
        ArrayNode inline = JSON.arrayNode();
        JsonNode policies = own.path("Policies");
        List<JsonNode> all = new ArrayList<>();
        if (policies.isArray()) {
            policies.forEach(all::add);
        } else if (!policies.isMissingNode()) {
            all.add(policies);
        }
        for (int i = 0; i < all.size(); i++) {
            JsonNode policy = all.get(i);
            if (policy.isTextual() || Serverless.isFunction(policy)) {
                managed.add(ServerlessPolicies.managed(policy));
            } else {
                ObjectNode made = inline.addObject().put("PolicyName", given.id() + "RolePolicy" + i);
                made.set("PolicyDocument", ServerlessPolicies.document(policy, given.place("Policies/" + i)));
            }
        }
        if (!inline.isEmpty()) {
            role.set("Policies", inline);
        }
    }

    private void url(JsonNode config) {
        ObjectNode url = given.more(given.id() + "Url", "AWS::Lambda::Url", resources);
        url.set("TargetFunctionArn", Serverless.ref(given.id()));
        config.properties().forEach(each -> {
            if (!Set.of("AuthType", "Cors", "InvokeMode").contains(each.getKey())) {
                throw Serverless.refused(given.place("FunctionUrlConfig/" + each.getKey()));
            }
            url.set(each.getKey(), each.getValue());
        });
        if (!config.path("AuthType").asText().equals("NONE")) {
            return;
        }
        ObjectNode open = given.more(given.id() + "UrlPublicPermissions", "AWS::Lambda::Permission", resources);
        open.set("FunctionName", Serverless.ref(given.id()));
        open.put("Action", "lambda:InvokeFunctionUrl").put("FunctionUrlAuthType", "NONE").put("Principal", "*");
        ObjectNode invoke = given.more(given.id() + "URLInvokeAllowPublicAccess", "AWS::Lambda::Permission", resources);
        invoke.set("FunctionName", Serverless.ref(given.id()));
        invoke.put("Action", "lambda:InvokeFunction").put("InvokedViaFunctionUrl", true).put("Principal", "*");
    }
}
