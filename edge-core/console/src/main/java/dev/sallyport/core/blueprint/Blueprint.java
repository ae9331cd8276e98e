package dev.sallyport.core.blueprint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.sallyport.core.SallyportException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stack that the console can deploy: a CloudFormation template, the functions it needs, and the proofs that end it.
 *
 * @param name such as {@code api-perimeter}
 * @param title for people
 * @param summary one sentence
 * @param parameters that the user may set
 * @param filled parameters that the console finds out, and no user gives
 * @param functions that are packaged and uploaded before the template is deployed
 * @param siteFolder folder of the site's files below {@code assets}, usually {@code stacks/<name>/site}
 * @param sealing how the public key of the stack's own KMS key comes into an edge function; null when not needed
 * @param siteBucketOutput output that names the bucket for the files of {@code site/}; null where there are none
 * @param signing what its API is used for, where SigningMode is a parameter; null where it is none
 * @param probe what the proofs ask for
 * @param proofs that end its rollouts, in the order in which they run
 * @param standing the same around what stands already; null where it takes nothing that does
 * @param template CloudFormation, YAML, of the demonstration
 */
public record Blueprint(
        String name,
        String title,
        String summary,
        List<BlueprintParameter> parameters,
        @JsonIgnore List<String> filled,
        @JsonIgnore List<PackagedFunction> functions,
        @JsonIgnore String siteFolder,
        @JsonIgnore @Nullable Sealing sealing,
        @JsonIgnore @Nullable String siteBucketOutput,
        @JsonIgnore SigningAdvice.@Nullable Use signing,
        @JsonIgnore Probe probe,
        @JsonIgnore List<OwedProof> proofs,
        @JsonIgnore @Nullable Standing standing,
        @JsonIgnore String template) {

    /** The template parameter that names the bucket with the functions' packages. */
    public static final String BUCKET_PARAMETER = "ArtifactBucket";

    /**
     * A function of {@code assets/functions} and the template parameter that takes its key in the artifact bucket.
     *
     * @param name folder of the function
     * @param parameter such as {@code SignOriginCodeKey}
     * @param versionOutput output that holds the ARN of the version at the edge; null for an ordinary function
     */
    public record PackagedFunction(String name, String parameter, @Nullable String versionOutput) {}

    /**
     * The function that needs the public half of the stack's key. The stack is first deployed without it.
     *
     * @param function what is packaged
     * @param keyOutput output with the key's ARN
     * @param fieldsParameter parameter with the comma-separated names of the fields to seal
     * @param prefixParameter parameter with the text before a ciphertext
     * @param suffixParameter parameter with the text after it
     */
    public record Sealing(
            PackagedFunction function,
            String keyOutput,
            String fieldsParameter,
            String prefixParameter,
            String suffixParameter) {}

    /**
     * What the proofs ask the stack for.
     *
     * @param path a GET that answers 200 through the edge
     * @param originService that requests to the origin are signed for: {@code execute-api} or {@code lambda}
     * @param recordsPath a POST that stores a record; null where there is none
     * @param visits paths that ordinary visitors ask for
     * @param post what ordinary visitors send; null where they only read
     * @param rendering the page that the stack renders; null where it renders none
     */
    public record Probe(
            String path,
            String originService,
            @Nullable String recordsPath,
            List<String> visits,
            @Nullable Post post,
            @Nullable Rendering rendering) {}

    /**
     * A POST of JSON.
     *
     * @param path that takes it
     * @param body in which {@code %d} stands for any number from 1 to 499
     */
    public record Post(String path, String body) {}

    /**
     * One page, rendered in several places.
     *
     * @param data path of a JSON array whose items have the names that a rendered page lists
     * @param pages the same page by the paths of its renderings
     */
    public record Rendering(String data, List<Page> pages) {}

    /**
     * One rendering.
     *
     * @param path such as {@code /ssr}
     * @param says what its HTML has
     * @param lists whether its HTML has the names already
     * @param cacheControl what it must send as {@code Cache-Control}
     */
    public record Page(String path, String says, boolean lists, String cacheControl) {}

    /**
     * The stack around what stands already, in place of the demonstration.
     *
     * @param parameter which chooses it, by having a value
     * @param proofs as of a blueprint
     * @param template as of a blueprint; its blocks are told once for each item of the parameter
     */
    public record Standing(String parameter, List<OwedProof> proofs, String template) {}

    /** Whether its proofs leave something in the stack, such as a record. */
    public boolean plants() {
        return probe.recordsPath() != null || signing != null;
    }

    /** Whether the proofs of a stack with these parameters leave something in it, or in what stands behind it. */
    public boolean plants(Map<String, String> given) {
        return around(given) == null && plants();
    }

    /** What a stack with these parameters is made around; null where it is the demonstration. */
    private @Nullable Standing around(Map<String, String> given) {
        return standing == null || given.getOrDefault(standing.parameter(), "").isBlank() ? null : standing;
    }

    /**
     * The template that these values of the parameters ask for.
     *
     * @throws SallyportException {@code SP-PARAMETER} where a list of what stands cannot be read
     */
    public String template(Map<String, String> values) {
        Standing chosen = around(values);
        return chosen == null
                ? template
                : TemplateBlocks.told(chosen.template(), PathEntry.all(values.getOrDefault("FunctionUrls", "")));
    }

    /** Those of the parameters that the template declares which these values ask for. */
    public Map<String, String> declared(Map<String, String> values) {
        Map<String, String> declared = new TreeMap<>(values);
        declared.keySet().retainAll(TemplateParameters.names(template(values)));
        return declared;
    }

    /** The functions that a stack with these values of the parameters has. */
    List<PackagedFunction> functions(Map<String, String> values) {
        Set<String> declared = TemplateParameters.names(template(values));
        return functions.stream().filter(function -> declared.contains(function.parameter())).toList();
    }

    /** The functions that run at the edge. */
    public List<PackagedFunction> edgeFunctions() {
        Stream<PackagedFunction> sealed = sealing == null ? Stream.of() : Stream.of(sealing.function());
        return Stream.concat(functions.stream(), sealed)
                .filter(function -> function.versionOutput() != null)
                .toList();
    }

    /**
     * The user's values over the defaults.
     *
     * @throws SallyportException {@code SP-PARAMETER} for an unknown name, a missing or a bad value
     */
    public Map<String, String> complete(Map<String, String> given) {
        Set<String> known =
                parameters.stream().map(BlueprintParameter::name).collect(Collectors.toCollection(HashSet::new));
        known.addAll(filled);
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw bad(this.name + " has no parameter " + name + ".");
            }
        }
        Map<String, String> values = new TreeMap<>();
        for (BlueprintParameter parameter : parameters) {
            String value = given.getOrDefault(parameter.name(), parameter.defaultValue());
            if (value == null) {
                throw bad(parameter.name() + " needs a value.");
            }
            String objection = parameter.objection(value);
            if (!objection.isEmpty()) {
                throw bad(objection);
            }
            values.put(parameter.name(), value);
        }
        return values;
    }

    /**
     * What a new stack would consist of: the type of each resource by its name in the template.
     *
     * @param values of all parameters, those too that the console fills in
     */
    public Map<String, String> resources(Map<String, String> values) {
        return new TemplateResources(template(values), values).made();
    }

    /**
     * What a template of ours makes with these values: each resource's {@code Type} and {@code Properties} by its name.
     *
     * @param template as it was deployed, or as {@link #template} gives it
     */
    public static SortedMap<String, JsonNode> rendered(String template, Map<String, String> values) {
        return new TemplateResources(template, values).rendered();
    }

    /**
     * Names of the resources of a template of ours that stay when its stack goes, since they hold data.
     *
     * @param template as it was deployed
     */
    public static Set<String> kept(String template, Map<String, String> values) {
        return new TemplateResources(template, values).kept();
    }

    /** What to know about these values of the parameters, one sentence each. */
    public List<String> notes(Map<String, String> values) {
        String mode = values.get("SigningMode");
        return signing == null || mode == null ? List.of() : SigningAdvice.notes(signing, SigningMode.of(mode));
    }

    /** What to know about the defaults, one sentence each. */
    @JsonProperty("notes")
    public List<String> notes() {
        return notes(defaults());
    }

    private Map<String, String> defaults() {
        Map<String, String> defaults = new TreeMap<>();
        for (BlueprintParameter parameter : parameters) {
            if (parameter.defaultValue() != null) {
                defaults.put(parameter.name(), parameter.defaultValue());
            }
        }
        return defaults;
    }

    /**
     * Ids of the proofs that a stack owes, in the order in which they run.
     *
     * @param given parameters of the stack; the default stands for one that an earlier template did not have
     * @param outputs of the stack
     */
    public List<String> owes(Map<String, String> given, Map<String, String> outputs) {
        Map<String, String> all = defaults();
        all.putAll(given);
        Standing chosen = around(all);
        return (chosen == null ? proofs : chosen.proofs())
                .stream().filter(proof -> proof.isOwed(all, outputs)).map(OwedProof::id).toList();
    }

    private static SallyportException bad(String message) {
        return SallyportException.badInput(
                "SP-PARAMETER", message, "See the parameters with sallyport stacks.");
    }
}
