package dev.sallyport.core.webacl;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how an SQL injection or cross-site scripting statement matched, as the log names it.
 *
 * @param conditionType {@code SQL_INJECTION} or {@code XSS}
 * @param sensitivityLevel of an SQL injection statement, {@code LOW} or {@code HIGH}
 * @param location such as {@code QUERY_ARGS}, {@code HEADER}, {@code BODY}
 * @param matchedData the tokens that gave it away
 * @param matchedFieldName name of the header, cookie or argument
 */
public record MatchDetail(
        String conditionType,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String sensitivityLevel,
        String location,
        List<String> matchedData,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String matchedFieldName) {

    /** Absent data is empty data. */
    public MatchDetail {
        matchedData = matchedData == null ? List.of() : List.copyOf(matchedData);
    }
}
