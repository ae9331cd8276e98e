package dev.sallyport.core.sandbox.access;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a policy is asked.
 *
 * @param caller who acts
 * @param principalArn of the role or user behind the caller
 * @param action such as {@code kms:Decrypt}
 * @param resource the ARN acted on, {@code *} where the action has no resource
 * @param keys the request's context: condition key in lower case to its values
 */
record PolicyRequest(
        Caller caller, String principalArn, String action, String resource, Map<String, List<String>> keys) {

    PolicyRequest {
        Map<String, List<String>> lower = new TreeMap<>();
        keys.forEach((key, values) -> lower.put(key.toLowerCase(Locale.ROOT), List.copyOf(values)));
        keys = Map.copyOf(lower);
    }
}
