package dev.sallyport.core.blueprint;

import dev.sallyport.core.Arns;
import dev.sallyport.core.SallyportException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fields that are sealed for one key between one pair of markers.
 *
 * @param fields names of JSON members, XML elements and attributes, form fields and parts
 * @param prefix before each ciphertext
 * @param suffix behind it
 * @param key ARN of a key of KMS or name of a PEM file; empty for the stack's own
 */
public record FieldSet(List<String> fields, String prefix, String suffix, String key) {
    private static final String MARKER = "[!#-:<-\\[\\]-~]{3,32}";
    private static final Pattern SET = Pattern.compile(
            "(?<fields>[^@;]+)@(?<prefix>" + MARKER + "?)(?:\u2026|\\.{3})"
                    + "(?<suffix>[!#-:<>-\\[\\]-~]{3,32})(?:=(?<key>[^;]+))?");

    /**
     * The field sets of a stack, those under its common key first.
     *
     * @param values of its parameters
     * @throws SallyportException {@code SP-PARAMETER} where they cannot be read, or do not go together
     */
    public static List<FieldSet> all(Map<String, String> values) {
        String common = values.getOrDefault("KeyArn", "") + values.getOrDefault("PublicKeyFile", "");
        String given = values.getOrDefault("FieldSets", "");
        if (given.isBlank()) {
            return List.of(new FieldSet(
                    names(values.getOrDefault("Fields", "")),
                    values.getOrDefault("Prefix", ""),
                    values.getOrDefault("Suffix", ""),
                    common));
        }
        List<FieldSet> own = new ArrayList<>();
        List<FieldSet> others = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String part : given.split(";", -1)) {
            Matcher set = SET.matcher(part.strip());
            if (!set.matches()) {
                throw bad("FieldSets has " + part.strip() + ", which is no field set.");
            }
            List<String> fields = names(set.group("fields"));
            boolean shared = set.group("key") == null;
            FieldSet read = new FieldSet(
                    fields, set.group("prefix"), set.group("suffix"), shared ? common : set.group("key").strip());
            (shared ? own : others).add(read);
            fields.stream().filter(field -> !seen.add("field " + field)).findFirst().ifPresent(twice -> {
                throw bad("FieldSets has the field " + twice + " twice.");
            });
            if (!seen.add("markers " + read.prefix() + "\u2026" + read.suffix())) {
                throw bad("FieldSets has the markers " + read.prefix() + "\u2026" + read.suffix()
                        + " twice, but they tell which key opens.");
            }
        }
        return Stream.concat(own.stream(), others.stream()).toList();
    }

    private static List<String> names(String text) {
        return Stream.of(text.split(",", -1)).map(String::strip).filter(name -> !name.isEmpty()).toList();
    }

    private static SallyportException bad(String why) {
        return SallyportException.badInput(
                "SP-PARAMETER",
                why,
                "Give each as card,iban@((pay:\u2026:pay))=KEY with markers of 3 to 32 characters, semicolon-separated.");
    }

    /** Whether its key is one of KMS that is not the stack's own. */
    public boolean isInKms() {
        return Arns.isMeant(key);
    }

    /** Whether its key is the stack's own. */
    public boolean isStacks() {
        return key.isEmpty();
    }
}
