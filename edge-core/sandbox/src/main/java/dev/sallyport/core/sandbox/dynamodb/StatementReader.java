package dev.sallyport.core.sandbox.dynamodb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads a PartiQL statement and says it in DynamoDB's own expressions: names and values become placeholders, the rest is
 * alike.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html">PartiQL for DynamoDB</a>
 */
final class StatementReader {
    private static final Pattern TOKEN = Pattern.compile("\\s*('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|-?[0-9]+(?:\\.[0-9]+)?"
            + "(?:[eE][+-]?[0-9]+)?|[A-Za-z_][A-Za-z0-9_-]*|<<|>>|<>|!=|<=|>=|[=<>()\\[\\]{},.:?*+-])");
    private static final int LONGEST = 8192;

    /** Words that go over as they are. */
    private static final Set<String> KEPT = Set.of("AND", "OR", "NOT", "BETWEEN");
    private static final Set<String> FUNCTIONS = Set.of(
            "attribute_type", "begins_with", "contains", "size", "list_append", "if_not_exists");

    private final List<String> tokens = new ArrayList<>();
    private final List<AttributeValue> given;
    private final Map<String, String> names = new LinkedHashMap<>();
    private final Map<String, AttributeValue> values = new LinkedHashMap<>();
    private final Map<String, AttributeValue> equal = new LinkedHashMap<>();
    private int at;
    private int parameter;
    private int terms;
    private boolean alternatives;

    /**
     * A statement in DynamoDB's words.
     *
     * @param verb {@code SELECT}, {@code INSERT}, {@code UPDATE} or {@code DELETE}
     * @param projection null for everything
     * @param change of an update, null for the others
     * @param where null for none
     * @param equal attributes that must equal a value; empty where there are alternatives
     * @param terms how many conditions are joined by AND
     * @param item of an insertion
     * @param returning such as {@code ALL_NEW}, null for nothing
     */
    record Statement(
            String verb,
            String table,
            @Nullable String index,
            @Nullable String projection,
            @Nullable String change,
            @Nullable String where,
            Map<String, AttributeValue> equal,
            int terms,
            Map<String, AttributeValue> item,
            @Nullable String returning,
            Map<String, String> names,
            Map<String, AttributeValue> values) {}

    StatementReader(String text, List<AttributeValue> parameters) {
        this.given = parameters;
        if (text.isBlank() || text.length() > LONGEST) {
            throw DynamoFaults.invalid("Statement must have from 1 to " + LONGEST + " characters");
        }
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (!text.substring(end).isBlank()) {
            throw wrong(text.substring(end).strip());
        }
    }

    private static AwsServiceException wrong(String what) {
        return DynamoFaults.invalid("Statement wasn't well formed, can't be processed: Unexpected " + what);
    }

    Statement read() {
        String verb = next().toUpperCase(Locale.ROOT);
        String table;
        String index = null;
        String projection = null;
        String change = null;
        Map<String, AttributeValue> item = Map.of();
        switch (verb) {
            case "SELECT" -> {
                projection = projection();
                expect("FROM");
                table = identifier();
                if (take(".")) {
                    index = identifier();
                }
            }
            case "INSERT" -> {
                expect("INTO");
                table = identifier();
                expect("VALUE");
                item = value().m();
            }
            case "UPDATE" -> {
                table = identifier();
                change = change();
            }
            case "DELETE" -> {
                expect("FROM");
                table = identifier();
            }
            default -> throw wrong(verb);
        }
        String where = take("WHERE") ? expression(Set.of("RETURNING", "ORDER")) : null;
        String returning = take("RETURNING") ? returning() : null;
        if (at < tokens.size()) {
            throw wrong(tokens.get(at));
        }
        return new Statement(
                verb, table, index, projection, change, where, alternatives ? Map.of() : equal, terms, item, returning, names,
                values);
    }

    private @Nullable String projection() {
        if (take("*")) {
            return null;
        }
        List<String> paths = new ArrayList<>();
        do {
            paths.add(path());
        } while (take(","));
        return String.join(", ", paths);
    }

    /** {@code SET a = 1 SET b = 2 REMOVE c}: the expression has each word once. */
    private String change() {
        List<String> set = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        while (!is("WHERE") && at < tokens.size()) {
            if (take("SET")) {
                do {
                    String path = path();
                    expect("=");
                    set.add(path + " = " + expression(Set.of("SET", "REMOVE", "WHERE", ",")));
                } while (take(","));
            } else {
                expect("REMOVE");
                removed.add(path());
            }
        }
        equal.clear();
        terms = 0;
        return (set.isEmpty() ? "" : "SET " + String.join(", ", set))
                + (removed.isEmpty() ? "" : " REMOVE " + String.join(", ", removed));
    }

    private String returning() {
        String extent = next().toUpperCase(Locale.ROOT);
        String which = next().toUpperCase(Locale.ROOT);
        expect("*");
        return (extent.equals("MODIFIED") ? "UPDATED" : extent) + '_' + which;
    }

    /** Up to one of {@code ends} outside of parentheses, or the end of the statement. */
    private String expression(Set<String> ends) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        terms = 1;
        while (at < tokens.size()) {
            String token = tokens.get(at);
            String word = token.toUpperCase(Locale.ROOT);
            if (depth == 0 && ends.contains(word)) {
                break;
            }
            if (KEPT.contains(word)) {
                at++;
                terms += word.equals("AND") ? 1 : 0;
                alternatives |= word.equals("OR") || word.equals("NOT");
                text.append(' ').append(word).append(' ');
            } else if (word.equals("IN")) {
                at++;
                text.append(" IN (");
                boolean list = take("[");
                if (!list) {
                    expect("(");
                }
                do {
                    text.append(placeholder(value())).append(',');
                } while (take(","));
                expect(list ? "]" : ")");
                text.setCharAt(text.length() - 1, ')');
            } else if (FUNCTIONS.contains(token.toLowerCase(Locale.ROOT)) && "(".equals(peek(1))) {
                at++;
                text.append(token.toLowerCase(Locale.ROOT));
            } else if (token.equals("!=")) {
                at++;
                text.append(" <> ");
            } else if (List.of("(", ")", "=", "<>", "<", "<=", ">", ">=", ",", "+", "-").contains(token)) {
                at++;
                depth += token.equals("(") ? 1 : token.equals(")") ? -1 : 0;
                text.append(' ').append(token).append(' ');
            } else if (isPath(token)) {
                text.append(named());
            } else {
                text.append(placeholder(value()));
            }
        }
        return text.toString().strip();
    }

    /** A path, with the test that may follow it. */
    private String named() {
        int start = at;
        String path = path();
        boolean plain = at == start + 1;
        if (take("IS")) {
            boolean there = take("NOT");
            expect("MISSING");
            return (there ? "attribute_exists(" : "attribute_not_exists(") + path + ")";
        }
        if (plain && is("=") && at + 1 < tokens.size() && !isPath(tokens.get(at + 1))) {
            at++;
            AttributeValue value = value();
            equal.put(unquoted(tokens.get(start)), value);
            return path + " = " + placeholder(value);
        }
        return path;
    }

    private static boolean isPath(String token) {
        boolean word = token.startsWith("\"") || Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
        return word && !Set.of("TRUE", "FALSE", "NULL").contains(token.toUpperCase(Locale.ROOT));
    }

    private String path() {
        StringBuilder path = new StringBuilder(name(identifier()));
        while (true) {
            if (take(".")) {
                path.append('.').append(name(identifier()));
            } else if (is("[") && String.valueOf(peek(1)).matches("[0-9]+")) {
                at++;
                path.append('[').append(next()).append(']');
                expect("]");
            } else {
                return path.toString();
            }
        }
    }

    private String name(String attribute) {
        String placeholder = "#n" + names.size();
        names.put(placeholder, attribute);
        return placeholder;
    }

    private String placeholder(AttributeValue value) {
        String placeholder = ":v" + values.size();
        values.put(placeholder, value);
        return placeholder;
    }

    private AttributeValue value() {
        String token = next();
        return switch (token.toUpperCase(Locale.ROOT)) {
            case "?" -> parameter();
            case "TRUE" -> AttributeValue.fromBool(true);
            case "FALSE" -> AttributeValue.fromBool(false);
            case "NULL" -> AttributeValue.fromNul(true);
            case "[" -> AttributeValue.fromL(values("]"));
            case "<<" -> set(values(">>"));
            case "{" -> map();
            default -> {
                if (token.startsWith("'")) {
                    yield AttributeValue.fromS(unquoted(token));
                }
                if (token.matches("-?[0-9].*")) {
                    yield AttributeValue.fromN(token);
                }
                throw wrong(token);
            }
        };
    }

    private AttributeValue parameter() {
        if (parameter >= given.size()) {
            throw DynamoFaults.invalid("Number of parameters in request and statement don't match.");
        }
        return given.get(parameter++);
    }

    private List<AttributeValue> values(String end) {
        List<AttributeValue> all = new ArrayList<>();
        while (!take(end)) {
            all.add(value());
            if (!is(end)) {
                expect(",");
            }
        }
        return all;
    }

    private static AttributeValue set(List<AttributeValue> values) {
        return values.stream().allMatch(value -> value.n() != null)
                ? AttributeValue.fromNs(values.stream().map(AttributeValue::n).toList())
                : AttributeValue.fromSs(values.stream().map(AttributeValue::s).toList());
    }

    private AttributeValue map() {
        Map<String, AttributeValue> members = new LinkedHashMap<>();
        while (!take("}")) {
            String name = unquoted(next());
            expect(":");
            members.put(name, value());
            if (!is("}")) {
                expect(",");
            }
        }
        return AttributeValue.fromM(members);
    }

    private String identifier() {
        String token = next();
        if (!isPath(token)) {
            throw wrong(token);
        }
        return unquoted(token);
    }

    private static String unquoted(String token) {
        char quote = token.charAt(0);
        return quote == '"' || quote == '\''
                ? token.substring(1, token.length() - 1).replace("" + quote + quote, "" + quote)
                : token;
    }

    private @Nullable String peek(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : null;
    }

    private boolean is(String word) {
        return word.equalsIgnoreCase(peek(0));
    }

    private boolean take(String word) {
        boolean there = is(word);
        at += there ? 1 : 0;
        return there;
    }

    private void expect(String word) {
        if (!take(word)) {
            throw wrong(String.valueOf(peek(0)));
        }
    }

    private String next() {
        String token = peek(0);
        if (token == null) {
            throw wrong("end of statement");
        }
        at++;
        return token;
    }
}
