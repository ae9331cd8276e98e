package dev.sallyport.core.firewall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.GivenFile;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.shape.Shapes;
import dev.sallyport.core.webacl.RuleSets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.wafv2.model.IPSet;
import software.amazon.awssdk.services.wafv2.model.RegexPatternSet;
import software.amazon.awssdk.services.wafv2.model.RuleGroup;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Reads what {@code aws wafv2 get-web-acl}, {@code get-ip-set} and the like have printed into files. */
public final class SavedAcls {
    private SavedAcls() {}

    /**
     * A web ACL: {@code {"WebACL":{…}}} or what is inside.
     *
     * @throws SallyportException bad input: missing, no JSON, or no web ACL
     */
    public static WebACL acl(Path file) {
        JsonNode json = read(file);
        JsonNode acl = json.has("WebACL") ? json.get("WebACL") : json;
        if (isTemplate(json)) {
            throw SallyportException.badInput(
                    "SP-ACL-KIND",
                    file + " is a CloudFormation template, not what AWS WAF has made of it.",
                    "Deploy it, then save the web ACL into another file with: aws wafv2 get-web-acl … > "
                            + another(file, "web-acl"));
        }
        if (!acl.isObject() || (!acl.has("DefaultAction") && !acl.has("Rules"))) {
            throw SallyportException.badInput(
                    "SP-ACL-KIND",
                    file + " holds no web ACL.",
                    "Save one with: aws wafv2 get-web-acl … > " + another(file, "web-acl"));
        }
        checkSearchStrings(file, acl.path("Rules"), "");
        try {
            return Shapes.fromJson(acl, WebACL.builder());
        } catch (IllegalArgumentException | ClassCastException e) {
            throw broken(file, e);
        }
    }

    /** Whether it holds resources as CloudFormation declares them, as a whole template or one alone. */
    private static boolean isTemplate(JsonNode json) {
        return json.has("AWSTemplateFormatVersion")
                || json.path("Type").asText().startsWith("AWS::")
                || json.path("Resources").findValuesAsText("Type").stream().anyMatch(type -> type.startsWith("AWS::"));
    }

    /** The name of a file beside this one that does not exist yet, so that nothing is written over. */
    private static String another(Path file, String name) {
        String free = name + ".json";
        for (int n = 2; Files.exists(file.resolveSibling(free)); n++) {
            free = name + "-" + n + ".json";
        }
        return free;
    }

    /** Refuses what {@code get-web-acl} never prints: text, as the console shows it, or base64 without its padding. */
    private static void checkSearchStrings(Path file, JsonNode node, String rule) {
        for (JsonNode child : node) {
            String inner = child.path("Name").isTextual() && child.has("Statement") ? child.path("Name").asText() : rule;
            JsonNode search = child.path("SearchString");
            if (search.isTextual() && !isBase64(search.textValue())) {
                throw SallyportException.badInput(
                        "SP-ACL-SEARCH",
                        "The SearchString of rule " + inner + " in " + file + " is no base64, but plain text.",
                        "Encode it, or save the web ACL with aws wafv2 get-web-acl, which prints base64.");
            }
            checkSearchStrings(file, child, inner);
        }
    }

    private static boolean isBase64(String text) {
        try {
            return Base64.getEncoder().encodeToString(Base64.getDecoder().decode(text)).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * IP sets, regex pattern sets and rule groups, by their ARNs.
     *
     * @throws SallyportException bad input: missing, no JSON, or none of these
     */
    public static RuleSets sets(List<Path> files) {
        Map<String, IPSet> ipSets = new HashMap<>();
        Map<String, RegexPatternSet> patternSets = new HashMap<>();
        Map<String, RuleGroup> groups = new HashMap<>();
        for (Path file : files) {
            JsonNode json = read(file);
            JsonNode inner = json.size() <= 2 && json.properties().iterator().hasNext() ? inner(json) : json;
            String arn = inner.path("ARN").asText("");
            try {
                if (arn.isEmpty()) {
                    throw kind(file);
                } else if (inner.has("Addresses")) {
                    ipSets.put(arn, Shapes.fromJson(inner, IPSet.builder()));
                } else if (inner.has("RegularExpressionList")) {
                    patternSets.put(arn, Shapes.fromJson(inner, RegexPatternSet.builder()));
                } else if (inner.has("Rules")) {
                    groups.put(arn, Shapes.fromJson(inner, RuleGroup.builder()));
                } else {
                    throw kind(file);
                }
            } catch (IllegalArgumentException | ClassCastException e) {
                throw broken(file, e);
            }
        }
        return new RuleSets(ipSets, patternSets, groups);
    }

    private static JsonNode inner(JsonNode json) {
        for (String name : List.of("IPSet", "RegexPatternSet", "RuleGroup")) {
            if (json.path(name).isObject()) {
                return json.get(name);
            }
        }
        return json;
    }

    private static SallyportException kind(Path file) {
        return SallyportException.badInput(
                "SP-SET-KIND",
                file + " holds no IP set, regex pattern set or rule group with its ARN.",
                "Save one with: aws wafv2 get-ip-set … > " + another(file, "ip-set"));
    }

    private static SallyportException broken(Path file, RuntimeException cause) {
        return SallyportException.badInput(
                        "SP-ACL-BROKEN",
                        file + " holds a value that does not fit: " + cause.getMessage() + ".",
                        "SearchString must be base64, as get-web-acl prints it.")
                .causedBy(cause);
    }

    /** A sentence about a file that is not JSON, but known. */
    private static Optional<String> otherText(String text) {
        if (text.contains("AWS::WAFv2::") || text.contains("AWSTemplateFormatVersion")) {
            return Optional.of(" is a CloudFormation template in YAML.");
        }
        return text.contains("aws_wafv2_") ? Optional.of(" is a Terraform configuration.") : Optional.empty();
    }

    private static JsonNode read(Path file) {
        byte[] bytes = new byte[0];
        try {
            bytes = GivenFile.read(file, GivenFile.DOCUMENT);
            JsonNode json = Json.MAPPER.readTree(bytes);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (NoSuchFileException e) {
            throw SallyportException.badInput("SP-ACL-MISSING", "There is no file " + file + ".", "Check its name.")
                    .causedBy(e);
        } catch (JsonProcessingException e) {
            throw SallyportException.badInput(
                            "SP-ACL-JSON",
                            file + otherText(new String(bytes, StandardCharsets.UTF_8))
                                    .orElse(" is no JSON: " + e.getOriginalMessage() + "."),
                            "Name a file that aws wafv2 get-web-acl wrote.")
                    .causedBy(e);
        } catch (IOException e) {
            throw SallyportException.badInput("SP-ACL-UNREADABLE", file + " cannot be read.", "Name a readable file.")
                    .causedBy(e);
        }
        throw SallyportException.badInput("SP-ACL-JSON", file + " holds no JSON object.", "Name a file that get-web-acl wrote.");
    }
}
