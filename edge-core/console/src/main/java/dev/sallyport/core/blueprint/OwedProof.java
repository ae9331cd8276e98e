package dev.sallyport.core.blueprint;

import java.util.List;
import java.util.Map;

/**
 * A proof that every stack of a blueprint owes, or every one of certain parameters.
 *
 * @param id of the proof, such as {@code origin-refuses-unsigned}
 * @param when values of parameters, by name, under which it is owed, {@code *} for any but the empty one; one of these
 *     is enough
 * @param unless output by name and the value of it that says that there is nothing to prove; an output that is missing
 *     excuses nothing
 */
public record OwedProof(String id, List<Map<String, List<String>>> when, Map<String, String> unless) {
    boolean isOwed(Map<String, String> parameters, Map<String, String> outputs) {
        return when.stream()
                        .anyMatch(one -> one.entrySet().stream()
                                .allMatch(each -> fits(each.getValue(), parameters.getOrDefault(each.getKey(), ""))))
                && unless.entrySet().stream()
                        .noneMatch(each -> each.getValue().equals(outputs.get(each.getKey())));
    }

    private static boolean fits(List<String> values, String value) {
        return values.contains(value) || (values.contains("*") && !value.isEmpty());
    }
}
