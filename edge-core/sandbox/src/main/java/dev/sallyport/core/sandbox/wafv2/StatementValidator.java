package dev.sallyport.core.sandbox.wafv2;

import dev.sallyport.core.shape.Shapes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.ByteMatchStatement;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatement;
import software.amazon.awssdk.services.wafv2.model.Statement;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;

/** What AWS WAF checks of a statement before it saves it. */
final class StatementValidator {
    private static final int REGEX_LENGTH = 200;
    private static final Set<Long> WINDOWS = Set.of(60L, 120L, 300L, 600L);
    private static final String ONE_VALUE = "You have used none or multiple values for a field that requires exactly one value.";

    private final Predicate<String> exists;

    /** {@code exists} says whether an IP set, regex pattern set or rule group of that ARN exists. */
    StatementValidator(Predicate<String> exists) {
        this.exists = exists;
    }

    /** A statement at the top of a rule, where alone rate-based and group statements may stand. */
    void top(@Nullable Statement statement, String rule) {
        Statement one = single(statement, rule);
        if (one.rateBasedStatement() != null) {
            rate(one.rateBasedStatement(), rule);
        } else if (one.managedRuleGroupStatement() != null) {
            if (one.managedRuleGroupStatement().scopeDownStatement() != null) {
                nested(one.managedRuleGroupStatement().scopeDownStatement(), rule);
            }
        } else if (one.ruleGroupReferenceStatement() != null) {
            reference(one.ruleGroupReferenceStatement().arn());
        } else {
            nested(one, rule);
        }
    }

    private static Statement single(@Nullable Statement statement, String rule) {
        if (statement == null || Shapes.toJson(statement).size() != 1) {
            throw WafFaults.invalid(ONE_VALUE, "STATEMENT", rule);
        }
        return statement;
    }

    private void nested(@Nullable Statement statement, String rule) {
        Statement one = single(statement, rule);
        if (one.rateBasedStatement() != null || one.managedRuleGroupStatement() != null || one.ruleGroupReferenceStatement() != null) {
            throw WafFaults.invalid("The statement can't be nested.", "STATEMENT", rule);
        } else if (one.andStatement() != null) {
            several(one.andStatement().statements(), "AND_STATEMENT", rule);
        } else if (one.orStatement() != null) {
            several(one.orStatement().statements(), "OR_STATEMENT", rule);
        } else if (one.notStatement() != null) {
            nested(one.notStatement().statement(), rule);
        } else if (one.ipSetReferenceStatement() != null) {
            reference(one.ipSetReferenceStatement().arn());
        } else if (one.geoMatchStatement() != null && one.geoMatchStatement().countryCodes().isEmpty()) {
            throw WafFaults.invalid("You need at least one country code.", "GEO_MATCH_STATEMENT", rule);
        } else if (one.labelMatchStatement() != null && one.labelMatchStatement().key() == null) {
            throw WafFaults.invalid("You need a key.", "LABEL_MATCH_STATEMENT", rule);
        } else {
            content(one, rule);
        }
    }

    private void several(List<Statement> statements, String field, String rule) {
        if (statements.size() < 2) {
            throw WafFaults.invalid("You need at least two statements.", field, rule);
        }
        statements.forEach(inner -> nested(inner, rule));
    }

    private void content(Statement one, String rule) {
        if (one.byteMatchStatement() != null) {
            bytes(one.byteMatchStatement(), rule);
        } else if (one.sqliMatchStatement() != null) {
            inspected(one.sqliMatchStatement().fieldToMatch(), one.sqliMatchStatement().textTransformations(), rule);
        } else if (one.xssMatchStatement() != null) {
            inspected(one.xssMatchStatement().fieldToMatch(), one.xssMatchStatement().textTransformations(), rule);
        } else if (one.sizeConstraintStatement() != null) {
            inspected(one.sizeConstraintStatement().fieldToMatch(), one.sizeConstraintStatement().textTransformations(), rule);
        } else if (one.regexMatchStatement() != null) {
            regex(one.regexMatchStatement().regexString());
            inspected(one.regexMatchStatement().fieldToMatch(), one.regexMatchStatement().textTransformations(), rule);
        } else if (one.regexPatternSetReferenceStatement() != null) {
            reference(one.regexPatternSetReferenceStatement().arn());
            inspected(
                    one.regexPatternSetReferenceStatement().fieldToMatch(),
                    one.regexPatternSetReferenceStatement().textTransformations(),
                    rule);
        }
    }

    private static void bytes(ByteMatchStatement match, String rule) {
        int length = match.searchString() == null ? 0 : match.searchString().asByteArrayUnsafe().length;
        if (length < 1 || length > 200 || match.positionalConstraintAsString() == null) {
            throw WafFaults.invalid(
                    "You need a search string of 1 to 200 bytes and a positional constraint.", "BYTE_MATCH_STATEMENT", rule);
        }
        inspected(match.fieldToMatch(), match.textTransformations(), rule);
    }

    private static void inspected(@Nullable FieldToMatch field, List<TextTransformation> transformations, String rule) {
        if (field == null || Shapes.toJson(field).size() != 1) {
            throw WafFaults.invalid(ONE_VALUE, "FIELD_TO_MATCH", rule);
        }
        Set<Integer> priorities = new HashSet<>();
        for (TextTransformation one : transformations) {
            if (one.typeAsString() == null || one.priority() == null || !priorities.add(one.priority())) {
                throw WafFaults.invalid("Priorities of text transformations must differ.", "TEXT_TRANSFORMATION", rule);
            }
        }
        if (transformations.isEmpty() || transformations.size() > 10) {
            throw WafFaults.invalid("You need 1 to 10 text transformations.", "TEXT_TRANSFORMATION", rule);
        }
    }

    static void regex(@Nullable String expression) {
        if (expression == null || expression.isEmpty() || expression.length() > REGEX_LENGTH) {
            throw WafFaults.invalid("A regular expression has 1 to 200 characters.", "REGEX_PATTERN_SET", String.valueOf(expression));
        }
        try {
            Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw WafFaults.invalid("The regular expression is not valid.", "REGEX_PATTERN_SET", expression);
        }
    }

    private void reference(@Nullable String arn) {
        if (arn == null || !exists.test(arn)) {
            throw WafFaults.missing(
                    "AWS WAF couldn’t perform the operation because your resource doesn’t exist: " + arn + ".");
        }
    }

    private void rate(RateBasedStatement statement, String rule) {
        Long limit = statement.limit();
        if (limit == null || limit < 10 || limit > 2_000_000_000L) {
            throw WafFaults.invalid("The limit must be between 10 and 2,000,000,000.", "RATE_BASED_STATEMENT", rule);
        }
        if (statement.evaluationWindowSec() != null && !WINDOWS.contains(statement.evaluationWindowSec())) {
            throw WafFaults.invalid("The evaluation window must be 60, 120, 300 or 600.", "RATE_BASED_STATEMENT", rule);
        }
        String key = String.valueOf(statement.aggregateKeyTypeAsString());
        boolean fits = switch (key) {
            case "IP" -> true;
            case "FORWARDED_IP" -> statement.forwardedIPConfig() != null;
            case "CONSTANT" -> statement.scopeDownStatement() != null;
            case "CUSTOM_KEYS" -> !statement.customKeys().isEmpty() && statement.customKeys().size() <= 5;
            default -> false;
        };
        if (!fits) {
            throw WafFaults.invalid("The aggregate key is not valid.", "RATE_BASED_STATEMENT", key);
        }
        if (statement.scopeDownStatement() != null) {
            nested(statement.scopeDownStatement(), rule);
        }
    }
}
