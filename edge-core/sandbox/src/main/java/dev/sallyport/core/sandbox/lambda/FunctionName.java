package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.sandbox.access.Call;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the FunctionName and Qualifier of a request name.
 *
 * @param region where the function is
 * @param name of the function alone
 * @param qualifier a version, an alias or {@code $LATEST}; null for none
 */
record FunctionName(String region, String name, @Nullable String qualifier) {
    static final String LATEST = "$LATEST";

    private static final String PATTERN =
            "(arn:(aws[a-zA-Z-]*)?:lambda:)?((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?"
                    + "(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?";
    private static final Pattern NAME = Pattern.compile(
            "(?:arn:aws[a-z-]*:lambda:([a-z0-9-]+):)?(?:(\\d{12}):)?(?:function:)?([a-zA-Z0-9-_.]{1,140})"
                    + "(?::(\\$LATEST|[a-zA-Z0-9-_]+))?");

    /** Reads a name, a partial ARN or a full ARN. */
    static FunctionName parse(@Nullable String given, @Nullable String qualifier) {
        Matcher matcher = NAME.matcher(Objects.requireNonNullElse(given, ""));
        if (!matcher.matches()) {
            throw LambdaFaults.validation(
                    "functionName",
                    String.valueOf(given),
                    "Member must satisfy regular expression pattern: " + PATTERN);
        }
        String here = Call.current().region();
        String region = matcher.group(1) == null ? here : matcher.group(1);
        if (!region.equals(here)) {
            throw LambdaFaults.notFound(
                    "Functions from '" + region + "' are not reachable in this region ('" + here + "')");
        }
        String derived = matcher.group(4);
        if (derived != null && qualifier != null && !derived.equals(qualifier)) {
            throw LambdaFaults.invalid(
                    "The derived qualifier from the function name does not match the specified qualifier.");
        }
        return new FunctionName(region, matcher.group(3), derived == null ? qualifier : derived);
    }

    /** The key of the function in the state. */
    String key() {
        return region + '/' + name;
    }

    /** The function's ARN without a qualifier. */
    String arn() {
        return "arn:aws:lambda:" + region + ':' + Call.current().account() + ":function:" + name;
    }

    /** The ARN as asked for, with the qualifier if there is one. */
    String qualifiedArn() {
        return qualifier == null ? arn() : arn() + ':' + qualifier;
    }
}
