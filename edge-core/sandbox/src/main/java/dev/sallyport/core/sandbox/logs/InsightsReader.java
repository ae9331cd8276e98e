package dev.sallyport.core.sandbox.logs;

import dev.sallyport.core.match.BoundedRegex;
import dev.sallyport.core.sandbox.logs.Insights.Aggregate;
import dev.sallyport.core.sandbox.logs.Insights.Column;
import dev.sallyport.core.sandbox.logs.Insights.Command;
import dev.sallyport.core.sandbox.logs.Insights.GroupKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Reads the text of an Insights query. */
final class InsightsReader {
    private static final Pattern TOKEN = Pattern.compile(
            "(?:\\s|#[^\\n]*)*+(?:('(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\")"
            + "|(/(?:[^/\\\\]|\\\\.)++/[i]?)|(`[^`]+`|[@$A-Za-z_0-9][@$\\w.:-]*)|(!=|<=|>=|=~|[=<>()\\[\\],|*])|$)");
    private static final Set<String> FUNCTIONS = Set.of("count", "count_distinct", "sum", "avg", "min", "max", "pct");
    private static final int DEEPEST = 50;

    private final List<String> tokens = new ArrayList<>();
    private int next;

    InsightsReader(String query) {
        if (query.length() > 10_000) {
            throw wrong("it is longer than 10000 characters");
        }
        Matcher matcher = TOKEN.matcher(query);
        int end = 0;
        while (end < query.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw wrong("unexpected character at " + end);
            }
            for (int group = 1; group <= matcher.groupCount(); group++) {
                if (matcher.group(group) != null) {
                    tokens.add(matcher.group(group));
                }
            }
            end = Math.max(matcher.end(), end + 1);
        }
    }

    private static AwsServiceException wrong(String why) {
        return LogsFaults.query("The query cannot be run: " + why);
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }

    private boolean skip(String token) {
        boolean there = peek().equalsIgnoreCase(token);
        next += there ? 1 : 0;
        return there;
    }

    private void expect(String token) {
        if (!skip(token)) {
            throw wrong("expected " + token + " but found '" + peek() + "'");
        }
    }

    Insights query() {
        List<Command> commands = new ArrayList<>();
        skip("|");
        while (next < tokens.size()) {
            commands.add(command());
            if (next < tokens.size()) {
                expect("|");
            }
        }
        return new Insights(commands);
    }

    private Command command() {
        String name = take().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "fields" -> new Insights.Fields(columns(), false);
            case "display" -> new Insights.Fields(columns(), true);
            case "filter" -> new Insights.Filter(or(0));
            case "stats" -> stats();
            case "sort" -> sort();
            case "limit", "head" -> new Insights.Limit(number(take()));
            default -> throw wrong("the sandbox does not know the command '" + name + "'");
        };
    }

    private static int number(String token) {
        if (!token.matches("\\d{1,9}")) {
            throw wrong("'" + token + "' is no number");
        }
        return Integer.parseInt(token);
    }

    private String field() {
        String token = take();
        if (token.startsWith("`")) {
            return token.substring(1, token.length() - 1);
        }
        if (!token.matches("[@$A-Za-z_0-9][@$\\w.:-]*")) {
            throw wrong("'" + token + "' is no field");
        }
        if (peek().equals("(")) {
            throw wrong("the sandbox does not know the function '" + token + "'");
        }
        return token;
    }

    private List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        do {
            String field = field();
            columns.add(new Column(field, skip("as") ? field() : field));
        } while (skip(","));
        return columns;
    }

    private Command sort() {
        List<String> fields = new ArrayList<>();
        List<Boolean> descending = new ArrayList<>();
        do {
            fields.add(field());
            descending.add(skip("desc"));
            skip("asc");
        } while (skip(","));
        return new Insights.Sort(fields, descending);
    }

    private Command stats() {
        List<Aggregate> aggregates = new ArrayList<>();
        do {
            aggregates.add(aggregate());
        } while (skip(","));
        List<GroupKey> keys = new ArrayList<>();
        if (skip("by")) {
            do {
                keys.add(key());
            } while (skip(","));
        }
        return new Insights.Stats(aggregates, keys);
    }

    private Aggregate aggregate() {
        String function = take().toLowerCase(Locale.ROOT);
        if (!FUNCTIONS.contains(function)) {
            throw wrong("the sandbox does not know the function '" + function + "'");
        }
        expect("(");
        boolean all = function.equals("count") && (skip("*") || peek().equals(")"));
        String field = all ? "" : field();
        double percentile = 50;
        if (function.equals("pct")) {
            expect(",");
            String given = take();
            if (!Numbers.is(given)) {
                throw wrong("'" + given + "' is no percentile");
            }
            percentile = Double.parseDouble(given);
        }
        expect(")");
        String written = function + '(' + (all ? "*" : field) + (function.equals("pct") ? "," + percentile : "") + ')';
        return new Aggregate(function, field, percentile, skip("as") ? field() : written);
    }

    private GroupKey key() {
        if (!peek().equalsIgnoreCase("bin")) {
            String field = field();
            return new GroupKey(field, 0, skip("as") ? field() : field);
        }
        take();
        expect("(");
        String width = take();
        if (!width.matches("\\d{1,6}(s|m|h|d)")) {
            throw wrong("'" + width + "' is no time span that the sandbox knows");
        }
        expect(")");
        long unit = switch (width.charAt(width.length() - 1)) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3600;
            default -> 86_400;
        };
        long seconds = Math.max(1, Long.parseLong(width, 0, width.length() - 1, 10) * unit);
        return new GroupKey("@timestamp", seconds, skip("as") ? field() : "bin(" + width + ")");
    }

    private InsightsCondition or(int depth) {
        InsightsCondition condition = and(depth);
        while (skip("or")) {
            condition = new InsightsCondition.Or(condition, and(depth));
        }
        return condition;
    }

    private InsightsCondition and(int depth) {
        InsightsCondition condition = one(depth);
        while (skip("and")) {
            condition = new InsightsCondition.And(condition, one(depth));
        }
        return condition;
    }

    private InsightsCondition one(int depth) {
        if (depth > DEEPEST) {
            throw wrong("it is nested too deep");
        }
        if (skip("not")) {
            return new InsightsCondition.Not(one(depth + 1));
        }
        if (skip("(")) {
            InsightsCondition inner = or(depth + 1);
            expect(")");
            return inner;
        }
        if (skip("ispresent")) {
            expect("(");
            InsightsCondition present = new InsightsCondition.Present(field());
            expect(")");
            return present;
        }
        String field = field();
        boolean negated = skip("not");
        String operator = take().toLowerCase(Locale.ROOT);
        InsightsCondition condition = switch (operator) {
            case "=", "!=", "<", "<=", ">", ">=" -> new InsightsCondition.Compare(field, operator, value());
            case "like", "=~" -> new InsightsCondition.Like(field, pattern(take()));
            case "in" -> new InsightsCondition.In(field, values());
            default -> throw wrong("the sandbox does not know the operator '" + operator + "'");
        };
        return negated ? new InsightsCondition.Not(condition) : condition;
    }

    private String value() {
        String token = take();
        if (token.startsWith("'") || token.startsWith("\"")) {
            return token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        if (token.isEmpty() || (token.length() == 1 && "=<>()[],|*".contains(token))) {
            throw wrong("'" + token + "' is no value");
        }
        return token;
    }

    private List<String> values() {
        List<String> values = new ArrayList<>();
        expect("[");
        do {
            values.add(value());
        } while (skip(","));
        expect("]");
        return values;
    }

    private static BoundedRegex pattern(String token) {
        try {
            if (token.startsWith("/")) {
                boolean folded = token.endsWith("/i");
                String regex = token.substring(1, token.length() - (folded ? 2 : 1)).replace("\\/", "/");
                return BoundedRegex.of(regex, folded ? Pattern.CASE_INSENSITIVE : 0);
            }
            if (token.startsWith("'") || token.startsWith("\"")) {
                String literal = token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
                return BoundedRegex.of(literal, Pattern.LITERAL);
            }
        } catch (PatternSyntaxException e) {
            throw wrong("the regular expression " + token + " is none");
        }
        throw wrong("'" + token + "' is no pattern");
    }
}
