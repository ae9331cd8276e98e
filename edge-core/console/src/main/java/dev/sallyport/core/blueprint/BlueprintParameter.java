package dev.sallyport.core.blueprint;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that the user may set.
 *
 * @param name in the template
 * @param type CloudFormation's, such as {@code String} or {@code Number}
 * @param defaultValue null when the user must give one
 * @param description one sentence
 * @param allowedValues empty when any
 * @param allowedPattern empty when any
 * @param minimum for numbers, null when none
 * @param maximum for numbers, null when none
 * @param noEcho whether its value is a secret that nothing may show
 */
public record BlueprintParameter(
        String name,
        String type,
        @Nullable String defaultValue,
        String description,
        List<String> allowedValues,
        String allowedPattern,
        @Nullable Double minimum,
        @Nullable Double maximum,
        boolean noEcho) {

    /** What is wrong with {@code value}, one sentence; empty when it fits. */
    public String objection(String value) {
        if (!allowedValues.isEmpty() && !allowedValues.contains(value)) {
            return name + " must be one of " + String.join(", ", allowedValues) + ".";
        }
        if (type.equals("Number")) {
            return numberObjection(value);
        }
        try {
            if (!allowedPattern.isEmpty() && !Pattern.matches(allowedPattern, value)) {
                return name + " must match " + allowedPattern + ".";
            }
        } catch (PatternSyntaxException notJavas) {
            return "";
        }
        return "";
    }

    private String numberObjection(String value) {
        double number;
        try {
            number = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            return name + " must be a number.";
        }
        if (minimum != null && number < minimum) {
            return name + " must be at least " + plain(minimum) + ".";
        }
        if (maximum != null && number > maximum) {
            return name + " must be at most " + plain(maximum) + ".";
        }
        return "";
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
