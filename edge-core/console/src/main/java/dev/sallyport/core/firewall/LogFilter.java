package dev.sallyport.core.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.wafv2.model.Condition;
import software.amazon.awssdk.services.wafv2.model.Filter;
import software.amazon.awssdk.services.wafv2.model.LoggingFilter;

/**
 * What a web ACL's logging filter does to its log, in one sentence.
 *
 * @see <a href="https://docs.aws.amazon.com/waf/latest/APIReference/API_LoggingFilter.html">LoggingFilter</a>
 */
final class LogFilter {
    private LogFilter() {}

    static String of(LoggingFilter filter) {
        List<String> parts = new ArrayList<>();
        filter.filters().forEach(one -> parts.add(part(one)));
        boolean keeps = "KEEP".equals(filter.defaultBehaviorAsString());
        return "The log is filtered: it " + String.join(", ", parts) + " and " + (keeps ? "keeps" : "drops")
                + " the rest, so counts of the log are not counts of all requests.";
    }

    private static String part(Filter filter) {
        String word = "MEETS_ANY".equals(filter.requirementAsString()) ? " or " : " and ";
        List<String> conditions = filter.conditions().stream().map(LogFilter::condition).toList();
        return filter.behaviorAsString().toLowerCase(Locale.ROOT) + "s requests with " + String.join(word, conditions);
    }

    private static String condition(Condition condition) {
        return condition.actionCondition() == null
                ? "the label " + condition.labelNameCondition().labelName()
                : "the action " + condition.actionCondition().actionAsString();
    }
}
