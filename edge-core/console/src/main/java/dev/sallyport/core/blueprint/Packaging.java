package dev.sallyport.core.blueprint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Arns;
import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.blueprint.Blueprint.PackagedFunction;
import dev.sallyport.core.blueprint.Blueprint.Sealing;
import dev.sallyport.core.edgefunction.FunctionPackage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import software.amazon.awssdk.arns.Arn;

/** Brings a blueprint's functions into the artifact bucket and their keys into the template's parameters. */
public final class Packaging {
    private final AwsClients aws;
    private final Artifacts artifacts;

    /**
     * Packaging into the artifact bucket of an account.
     *
     * @param account 12 digits, part of the bucket's name
     */
    public Packaging(AwsClients aws, String account) {
        this.aws = aws;
        this.artifacts = new Artifacts(aws.s3(EdgeRegion.NAME), account, EdgeRegion.NAME);
    }

    /**
     * The template's parameters as they would be, with nothing uploaded.
     *
     * @param outputs of the stack as it stands; empty for a new one
     */
    public Map<String, String> planned(Blueprint blueprint, Map<String, String> values, Map<String, String> outputs) {
        Map<String, String> parameters = new TreeMap<>(values);
        parameters.put(Blueprint.BUCKET_PARAMETER, artifacts.bucket());
        packages(blueprint, values).forEach((function, code) ->
                parameters.put(function.parameter(), Artifacts.key(function.name(), code)));
        if (blueprint.sealing() != null) {
            PackagedFunction function = blueprint.sealing().function();
            parameters.put(
                    function.parameter(),
                    canSeal(blueprint, values, outputs)
                            ? Artifacts.key(function.name(), code(blueprint.sealing(), values, outputs))
                            : "functions/" + function.name() + "/known-after-the-key.zip");
        }
        return blueprint.declared(parameters);
    }

    /** The code of what can be packaged before the stack stands: the program's own, or that of a bundle. */
    private static Map<PackagedFunction, FunctionPackage> packages(Blueprint blueprint, Map<String, String> values) {
        Map<PackagedFunction, FunctionPackage> packages = new LinkedHashMap<>();
        if (values.getOrDefault("Bundle", "").isBlank()) {
            blueprint.functions(values)
                    .forEach(function -> packages.put(function, FunctionPackage.of(function.name(), null)));
            return packages;
        }
        Bundle bundle = Bundle.read(values);
        for (PackagedFunction function : blueprint.functions(values)) {
            packages.put(function, bundle.function(function.versionOutput() == null ? "server.mjs" : "edge.mjs"));
        }
        packages.put(new PackagedFunction("site", "SiteKey", null), bundle.site());
        return packages;
    }

    private FunctionPackage code(Sealing sealing, Map<String, String> values, Map<String, String> outputs) {
        List<FieldSet> sets = FieldSet.all(values);
        ObjectNode config = config(sets.getFirst(), sealing, outputs);
        if (sets.size() > 1) {
            ArrayNode more = config.putArray("more");
            sets.subList(1, sets.size()).forEach(set -> more.add(config(set, sealing, outputs)));
        }
        if ("other".equals(values.get("OriginKind"))) {
            config.put("sign", false);
        }
        String types = values.getOrDefault("UnencryptedTypes", "");
        if (!types.isBlank()) {
            List.of(types.split(",", -1)).forEach(config.putArray("unencryptedTypes")::add);
        }
        return FunctionPackage.of(sealing.function().name(), config);
    }

    /** Where a package lies. */
    public record Uploaded(String bucket, String key) {}

    /** Uploads one function of the console's own by its name, such as {@code sign-origin}. */
    public Uploaded upload(String function) {
        return new Uploaded(artifacts.bucket(), artifacts.upload(function, FunctionPackage.of(function, null)));
    }

    /** Uploads every function that can be packaged before the stack stands; a sealing function's key stays empty. */
    public Map<String, String> upload(Blueprint blueprint, Map<String, String> values) {
        Map<String, String> parameters = new TreeMap<>(values);
        parameters.put(Blueprint.BUCKET_PARAMETER, artifacts.bucket());
        packages(blueprint, values).forEach((function, code) ->
                parameters.put(function.parameter(), artifacts.upload(function.name(), code)));
        if (blueprint.sealing() != null) {
            parameters.put(blueprint.sealing().function().parameter(), "");
        }
        return blueprint.declared(parameters);
    }

    /** Whether the stack's key is there already, so that one deployment is enough. */
    public boolean canSeal(Blueprint blueprint, Map<String, String> values, Map<String, String> outputs) {
        return blueprint.sealing() != null
                && (outputs.containsKey(blueprint.sealing().keyOutput())
                        || FieldSet.all(values).stream().noneMatch(FieldSet::isStacks));
    }

    /** Whether the edge function that seals is still missing from the template's parameters. */
    public boolean isUnsealed(Blueprint blueprint, Map<String, String> parameters) {
        return blueprint.sealing() != null
                && parameters
                        .getOrDefault(blueprint.sealing().function().parameter(), "")
                        .isEmpty();
    }

    /** Packages the sealing function with the public half of the stack's key, and uploads it. */
    public Map<String, String> sealed(
            Blueprint blueprint, Map<String, String> values, Map<String, String> outputs, Map<String, String> uploaded) {
        Sealing sealing = Objects.requireNonNull(blueprint.sealing());
        Map<String, String> parameters = new TreeMap<>(uploaded);
        parameters.put(
                sealing.function().parameter(),
                artifacts.upload(sealing.function().name(), code(sealing, values, outputs)));
        return parameters;
    }

    private ObjectNode config(FieldSet set, Sealing sealing, Map<String, String> outputs) {
        String key = set.isStacks()
                ? Objects.requireNonNull(outputs.get(sealing.keyOutput()), sealing.keyOutput())
                : set.key();
        byte[] spki = set.isStacks() || set.isInKms() ? inKms(key) : PublicKeyFile.read(key);
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki)
                + "\n-----END PUBLIC KEY-----\n";
        ObjectNode config = Json.MAPPER.createObjectNode();
        config.put("publicKey", pem);
        // The name of a file on somebody's machine is nobody's business at the edge.
        config.put("keyId", set.isStacks() || set.isInKms() ? key : "");
        config.put("prefix", set.prefix());
        config.put("suffix", set.suffix());
        set.fields().forEach(config.putArray("fields")::add);
        return config;
    }

    private byte[] inKms(String key) {
        String region = Arns.of(key).flatMap(Arn::region).orElse(EdgeRegion.NAME);
        return aws.kms(region).getPublicKey(request -> request.keyId(key)).publicKey().asByteArray();
    }
}
