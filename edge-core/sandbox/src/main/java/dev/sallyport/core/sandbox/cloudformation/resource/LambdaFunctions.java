package dev.sallyport.core.sandbox.cloudformation.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionCode;
import software.amazon.awssdk.services.lambda.model.GetFunctionConfigurationResponse;
import software.amazon.awssdk.services.lambda.model.LastUpdateStatus;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionCodeRequest;
import software.amazon.awssdk.services.lambda.model.UpdateFunctionConfigurationRequest;

/** AWS::Lambda::Function, its code from S3 or inline. */
record LambdaFunctions(LambdaClient lambda) implements ResourceHandler {
    private static final PropertyMapping MAPPING = PropertyMapping.SAME.except("Code", "ReservedConcurrentExecutions");
    private static final String RESPONSE_MODULE = responseModule();
    private static final PropertyMapping CONFIGURATION = MAPPING.except("Tags", "PackageType", "Architectures");

    /** Settings that an update resets to Lambda's own default when the template no longer has them. */
    private static final JsonNode DEFAULTS = JsonNodeFactory.instance
            .objectNode()
            .<ObjectNode>set("Layers", JsonNodeFactory.instance.arrayNode())
            .put("Description", "")
            .put("MemorySize", 128)
            .put("Timeout", 3)
            .set("Environment", JsonNodeFactory.instance
                    .objectNode()
                    .set("Variables", JsonNodeFactory.instance.objectNode()));

    @Override
    public Set<String> existing(Wanted wanted) {
        String name = wanted.name("FunctionName", 64);
        return Absence.found(name, () -> lambda.getFunctionConfiguration(r -> r.functionName(name)));
    }

    @Override
    public String create(Wanted wanted) {
        String name = wanted.name("FunctionName", 64);
        CreateFunctionRequest request =
                wanted.with("FunctionName", name).request(CreateFunctionRequest.builder(), MAPPING);
        lambda.createFunction(request.toBuilder().code(code(wanted)).build());
        return name;
    }

    /**
     * Inline source becomes {@code index.js} or {@code index.py}; beside it lies the module cfn-response where the source
     * names it. Source: AWS pages "AWS::Lambda::Function Code" and "cfn-response module".
     */
    private static FunctionCode code(Wanted wanted) {
        ObjectNode given = (ObjectNode) wanted.properties().path("Code").deepCopy();
        JsonNode inline = given.remove("ZipFile");
        FunctionCode code = PropertyMapping.SAME.request(wanted.type(), given, FunctionCode.builder());
        if (inline == null) {
            return code;
        }
        String runtime = wanted.text("Runtime");
        if (!runtime.startsWith("nodejs") && !runtime.startsWith("python")) {
            throw new ResourceException("Inline code is for the Node.js and Python runtimes only, not for " + runtime + ".");
        }
        Map<String, String> files = new TreeMap<>();
        files.put(runtime.startsWith("nodejs") ? "index.js" : "index.py", inline.asText());
        if (runtime.startsWith("nodejs") && inline.asText().contains("cfn-response")) {
            files.put("cfn-response.js", RESPONSE_MODULE);
        }
        return code.toBuilder().zipFile(SdkBytes.fromByteArrayUnsafe(zip(files))).build();
    }

    private static String responseModule() {
        try (InputStream text = Objects.requireNonNull(LambdaFunctions.class.getResourceAsStream("cfn-response.js"))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same bytes for the same source, so that unchanged code keeps its hash. */
    private static byte[] zip(Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public boolean settled(String id, ObjectNode properties) {
        GetFunctionConfigurationResponse function = lambda.getFunctionConfiguration(r -> r.functionName(id));
        if (function.state() == State.FAILED || function.lastUpdateStatus() == LastUpdateStatus.FAILED) {
            throw new ResourceException("The function " + id + " did not become active: "
                    + function.stateReason() + function.lastUpdateStatusReason());
        }
        return function.state() != State.PENDING && function.lastUpdateStatus() != LastUpdateStatus.IN_PROGRESS;
    }

    @Override
    public void apply(Wanted wanted, String id, @Nullable ObjectNode before) {
        ObjectNode now = wanted.properties();
        JsonNode reserved = now.path("ReservedConcurrentExecutions");
        if (!reserved.isMissingNode()) {
            lambda.putFunctionConcurrency(r -> r.functionName(id).reservedConcurrentExecutions(reserved.asInt()));
        } else if (before != null && before.has("ReservedConcurrentExecutions")) {
            lambda.deleteFunctionConcurrency(r -> r.functionName(id));
        }
        if (before == null) {
            return;
        }
        boolean newCode = !before.path("Code").equals(now.path("Code"))
                || !before.path("Architectures").equals(now.path("Architectures"));
        if (newCode) {
            FunctionCode code = code(wanted);
            UpdateFunctionCodeRequest.Builder request = UpdateFunctionCodeRequest.builder()
                    .functionName(id)
                    .zipFile(code.zipFile())
                    .s3Bucket(code.s3Bucket())
                    .s3Key(code.s3Key())
                    .s3ObjectVersion(code.s3ObjectVersion())
                    .imageUri(code.imageUri());
            now.path("Architectures").forEach(one -> request.architecturesWithStrings(one.asText()));
            lambda.updateFunctionCode(request.build());
        }
        ObjectNode configuration = now.deepCopy();
        DEFAULTS.properties().forEach(entry -> {
            if (!configuration.has(entry.getKey()) && before.has(entry.getKey())) {
                configuration.set(entry.getKey(), entry.getValue());
            }
        });
        configuration.put("FunctionName", id);
        lambda.updateFunctionConfiguration(
                CONFIGURATION.request(wanted.type(), configuration, UpdateFunctionConfigurationRequest.builder()));
        String arn = arn(id);
        TagChange.between(before, now)
                .apply(
                        put -> lambda.tagResource(r -> r.resource(arn).tags(put)),
                        gone -> lambda.untagResource(r -> r.resource(arn).tagKeys(gone)));
    }

    private String arn(String id) {
        return lambda.getFunctionConfiguration(r -> r.functionName(id)).functionArn();
    }

    @Override
    public ObjectNode attributes(String id, ObjectNode properties) {
        return JsonNodeFactory.instance.objectNode().put("Arn", arn(id));
    }

    @Override
    public boolean delete(String id, ObjectNode properties) {
        return Absence.gone(() -> lambda.deleteFunction(r -> r.functionName(id)));
    }
}
