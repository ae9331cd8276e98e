package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.match.BoundedRegex;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * One declared parameter and its constraints. Source: AWS page "CloudFormation template Parameters syntax".
 *
 * @param type {@code String}, {@code Number}, {@code CommaDelimitedList}, {@code List<Number>} or one that CloudFormation supplies
 * @param allowedPattern null when any text will do; must match the whole value (each item of a list)
 * @param constraintDescription empty when AWS's own words are to be used
 * @param noEcho whether AWS masks the value wherever it shows it
 */
public record ParameterDeclaration(
        String name,
        String type,
        @Nullable String defaultValue,
        List<String> allowedValues,
        @Nullable String allowedPattern,
        @Nullable Integer minLength,
        @Nullable Integer maxLength,
        @Nullable BigDecimal minValue,
        @Nullable BigDecimal maxValue,
        String description,
        String constraintDescription,
        boolean noEcho) {
    private static final Set<String> MEMBERS = Set.of(
            "Type", "Default", "AllowedValues", "AllowedPattern", "MinLength", "MaxLength", "MinValue", "MaxValue",
            "Description", "ConstraintDescription", "NoEcho");
    private static final int MAX_VALUE_BYTES = 4096;

    static ParameterDeclaration of(String name, JsonNode json) {
        if (!name.matches("[A-Za-z0-9]{1,255}")) {
            throw new TemplateException("Template format error: Parameter name " + name + " is non alphanumeric.");
        }
        if (!json.path("Type").isTextual()) {
            throw new TemplateException(
                    "Template format error: Every Parameters object must contain a Type member. [/Parameters/" + name + "]");
        }
        json.fieldNames().forEachRemaining(member -> {
            if (!MEMBERS.contains(member)) {
                throw new TemplateException(
                        "Invalid template parameter property '" + member + "' of parameter " + name);
            }
        });
        String type = json.path("Type").textValue();
        if (!List.of("String", "Number", "CommaDelimitedList", "List<Number>", "List<String>").contains(type)
                && !SuppliedTypes.knows(type)) {
            throw new TemplateException("Template format error: Unrecognized parameter type: " + type);
        }
        JsonNode allowed = json.path("AllowedValues");
        if (!allowed.isMissingNode() && !allowed.isArray()) {
            throw new TemplateException("Template format error: Every AllowedValues member must be a list.");
        }
        JsonNode fallback = json.path("Default");
        if (fallback.isContainerNode()) {
            throw new TemplateException("Template format error: Every Default member must be a string.");
        }
        List<String> values = new ArrayList<>();
        allowed.forEach(value -> values.add(value.asText()));
        return new ParameterDeclaration(
                name,
                type,
                fallback.isMissingNode() ? null : fallback.asText(),
                values,
                json.hasNonNull("AllowedPattern") ? pattern(name, json.get("AllowedPattern").asText()) : null,
                length(name, json.path("MinLength")),
                length(name, json.path("MaxLength")),
                bound(name, json.path("MinValue")),
                bound(name, json.path("MaxValue")),
                json.path("Description").asText(""),
                json.path("ConstraintDescription").asText(""),
                json.path("NoEcho").asBoolean(false));
    }

    /** Whether the value is a list: {@code Ref} of it yields a list. */
    public boolean isList() {
        return type.equals("CommaDelimitedList") || SuppliedTypes.isList(type);
    }

    /** Whether the value is the name of a parameter that Systems Manager keeps, whose value then counts. */
    public boolean isKept() {
        return SuppliedTypes.kept(type) != null;
    }

    /** Whether the value is the name of a parameter that Systems Manager must keep. */
    public boolean namesKept() {
        return type.equals(SuppliedTypes.NAME);
    }

    /**
     * Checks the value that Systems Manager keeps.
     *
     * @throws TemplateException when it has not the form of what the type asks for
     */
    public void checkKept(String value) {
        checkIds(Objects.requireNonNull(SuppliedTypes.kept(type)), value);
    }

    private void checkIds(String kind, String value) {
        for (String item : SuppliedTypes.isList(kind) ? items(value) : List.of(value)) {
            if (!SuppliedTypes.fits(kind, item)) {
                throw new TemplateException("Parameter validation failed: parameter value " + item + " for parameter name "
                        + name + " does not exist");
            }
        }
    }

    /** The items of a list value; CloudFormation trims each. */
    static List<String> items(String value) {
        if (value.isEmpty()) {
            return List.of();
        }
        return List.of(value.split(",", -1)).stream().map(String::strip).toList();
    }

    /** Throws when {@code value} breaks a constraint. */
    void check(String value) {
        if (value.length() > MAX_VALUE_BYTES) {
            throw new TemplateException("Parameter '" + name + "' must not exceed " + MAX_VALUE_BYTES + " characters");
        }
        List<String> items = isList() && !isKept() ? items(value) : List.of(value);
        for (String item : items) {
            if (!allowedValues.isEmpty() && !allowedValues.contains(item)) {
                throw broken("must be one of AllowedValues");
            }
            if (allowedPattern != null) {
                switch (BoundedRegex.of(allowedPattern).matches(item)) {
                    case YES -> {}
                    case NO -> throw broken("must match pattern " + allowedPattern);
                    case GAVE_UP -> throw new TemplateException(
                            "The pattern " + allowedPattern + " takes too long on the given value.");
                }
            }
            if (type.contains("Number")) {
                checkNumber(item.strip());
            }
        }
        if (!isKept()) {
            checkIds(type, value);
        }
        if (type.equals("String")) {
            if (minLength != null && value.length() < minLength) {
                throw broken("must contain at least " + minLength + " characters");
            }
            if (maxLength != null && value.length() > maxLength) {
                throw broken("must contain at most " + maxLength + " characters");
            }
        }
    }

    private void checkNumber(String text) {
        BigDecimal number;
        try {
            number = text.length() > 100 ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            number = null;
        }
        if (number == null) {
            throw broken("must be a number.");
        }
        if (minValue != null && number.compareTo(minValue) < 0) {
            throw broken("must be a number not less than " + minValue.toPlainString());
        }
        if (maxValue != null && number.compareTo(maxValue) > 0) {
            throw broken("must be a number not greater than " + maxValue.toPlainString());
        }
    }

    private TemplateException broken(String rule) {
        return constraintDescription.isEmpty()
                ? new TemplateException("Parameter '" + name + "' " + rule)
                : new TemplateException("Parameter " + name + " failed to satisfy constraint: " + constraintDescription);
    }

    private static String pattern(String name, String text) {
        try {
            Pattern.compile(text);
            return text;
        } catch (PatternSyntaxException e) {
            throw new TemplateException("Template format error: AllowedPattern of parameter " + name
                    + " is no regular expression: " + e.getDescription());
        }
    }

    private static @Nullable Integer length(String name, JsonNode json) {
        BigDecimal bound = bound(name, json);
        return bound == null ? null : bound.intValue();
    }

    private static @Nullable BigDecimal bound(String name, JsonNode json) {
        if (json.isMissingNode()) {
            return null;
        }
        try {
            return new BigDecimal(json.asText());
        } catch (NumberFormatException e) {
            throw new TemplateException("Template format error: a bound of parameter " + name + " is not a number.");
        }
    }
}
