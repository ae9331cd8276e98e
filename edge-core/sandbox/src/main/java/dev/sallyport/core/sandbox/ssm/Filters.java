package dev.sallyport.core.sandbox.ssm;

import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParametersFilter;

/**
 * Filters of parameters.
 *
 * @see <a href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ParameterStringFilter.html">
 *     ParameterStringFilter</a>
 */
final class Filters {
    private Filters() {}

    /** Those that every filter lets through; a filter lets through what one of its values fits. */
    static Predicate<StoredParameter> all(List<ParameterStringFilter> filters) {
        return filters.stream().map(Filters::one).reduce(Predicate::and).orElse(each -> true);
    }

    /** The same in the older form of DescribeParameters. */
    static Predicate<StoredParameter> older(List<ParametersFilter> filters) {
        return all(filters.stream()
                .map(filter -> ParameterStringFilter.builder()
                        .key(filter.keyAsString())
                        .values(filter.values())
                        .option("Name".equals(filter.keyAsString()) ? "BeginsWith" : "Equals")
                        .build())
                .toList());
    }

    private static Predicate<StoredParameter> one(ParameterStringFilter filter) {
        String option = Objects.requireNonNullElse(filter.option(), "Equals");
        List<String> values = filter.values();
        String key = Objects.requireNonNullElse(filter.key(), "");
        if (key.startsWith("tag:")) {
            String tag = key.substring("tag:".length());
            return parameter -> parameter.tags().containsKey(tag)
                    && (values.isEmpty() || values.contains(parameter.tags().get(tag)));
        }
        return switch (key) {
            case "Name" -> parameter -> values.stream().anyMatch(value -> fits(option, parameter.name(), value));
            case "Path" -> parameter -> values.stream().anyMatch(value -> below(option, parameter.name(), value));
            case "Type" -> parameter -> values.contains(parameter.latest().type());
            case "KeyId" -> parameter ->
                values.stream().anyMatch(value -> fits(option, String.valueOf(parameter.latest().keyId()), value));
            case "Tier" -> parameter -> values.contains(parameter.latest().tier());
            case "DataType" -> parameter -> values.contains(parameter.latest().dataType());
            case "Label" -> parameter -> parameter.latest().labels().stream().anyMatch(values::contains);
            default -> throw SsmFaults.invalid("The filter key " + key + " is not valid.");
        };
    }

    private static boolean fits(String option, String text, String value) {
        return switch (option) {
            case "Equals" -> text.equals(value);
            case "BeginsWith" -> text.startsWith(value) || text.startsWith('/' + value);
            case "Contains" -> text.contains(value);
            default -> throw SsmFaults.invalid("The filter option " + option + " is not valid.");
        };
    }

    private static boolean below(String option, String name, String path) {
        String under = path.endsWith("/") ? path : path + '/';
        return name.startsWith(under) && (option.equals("Recursive") || name.indexOf('/', under.length()) < 0);
    }
}
