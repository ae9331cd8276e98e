package dev.sallyport.core.sandbox.dynamodb;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads condition, filter, key condition, projection and update expressions by recursive descent. */
final class ExpressionReader {
    private static final int LONGEST = 4096;
    private static final int DEEPEST = 200;
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(<>|<=|>=|[=<>()\\[\\],.+-]|[#:]?[A-Za-z0-9_]+)");

    private final String kind;
    private final Scope scope;
    private final List<String> tokens = new ArrayList<>();
    private int at;
    private int depth;

    /** @param kind as it stands in messages, such as {@code ConditionExpression} */
    ExpressionReader(String kind, String text, Scope scope) {
        this.kind = kind;
        this.scope = scope;
        if (text.isBlank()) {
            throw DynamoFaults.invalid("Invalid " + kind + ": The expression can not be empty;");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            throw DynamoFaults.invalid("Invalid " + kind + ": Expression size has exceeded the maximum allowed size;");
        }
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (!text.substring(end).isBlank()) {
            throw DynamoFaults.invalid("Invalid " + kind + ": Syntax error; token: \""
                    + text.substring(end).strip().charAt(0) + "\"");
        }
    }

    Condition condition() {
        Condition condition = or();
        end();
        return condition;
    }

    private Condition or() {
        if (++depth > DEEPEST) {
            throw DynamoFaults.invalid("Invalid " + kind + ": The expression is nested too deeply;");
        }
        Condition condition = and();
        while (keyword("OR")) {
            condition = new Condition.Or(condition, and());
        }
        depth--;
        return condition;
    }

    private Condition and() {
        Condition condition = not();
        while (keyword("AND")) {
            condition = new Condition.And(condition, not());
        }
        return condition;
    }

    private Condition not() {
        if (keyword("NOT")) {
            if (++depth > DEEPEST) {
                throw DynamoFaults.invalid("Invalid " + kind + ": The expression is nested too deeply;");
            }
            Condition condition = new Condition.Not(not());
            depth--;
            return condition;
        }
        if (take("(")) {
            Condition inner = or();
            expect(")");
            return inner;
        }
        return predicate();
    }

    private Condition predicate() {
        String word = peek();
        if (word != null && "(".equals(peek(1)) && !word.equals("size")) {
            return function(word);
        }
        Operand left = operand();
        if (keyword("BETWEEN")) {
            Operand low = operand();
            if (!keyword("AND")) {
                throw syntax();
            }
            return new Condition.Between(left, low, operand());
        }
        if (keyword("IN")) {
            expect("(");
            List<Operand> choices = new ArrayList<>();
            do {
                choices.add(operand());
            } while (take(","));
            expect(")");
            return new Condition.In(left, choices);
        }
        String operator = next();
        if (!List.of("=", "<>", "<", "<=", ">", ">=").contains(operator)) {
            at--;
            throw syntax();
        }
        return new Condition.Compare(operator, left, operand());
    }

    private Condition function(String name) {
        at++;
        expect("(");
        Condition condition = switch (name) {
            case "attribute_exists" -> new Condition.Exists(path(), true);
            case "attribute_not_exists" -> new Condition.Exists(path(), false);
            case "attribute_type" -> {
                DocumentPath path = path();
                expect(",");
                yield new Condition.TypeIs(path, operand());
            }
            case "begins_with" -> {
                Operand value = operand();
                expect(",");
                yield new Condition.BeginsWith(value, operand());
            }
            case "contains" -> {
                Operand value = operand();
                expect(",");
                yield new Condition.Contains(value, operand());
            }
            default -> throw DynamoFaults.invalid("Invalid " + kind + ": Invalid function name; function: " + name);
        };
        expect(")");
        return condition;
    }

    private Operand operand() {
        String token = peek();
        if (token != null && token.startsWith(":")) {
            at++;
            return new Operand.Constant(scope.value(kind, token));
        }
        if ("size".equals(token) && "(".equals(peek(1))) {
            at += 2;
            DocumentPath path = path();
            expect(")");
            return new Operand.Size(path);
        }
        return path();
    }

    private DocumentPath path() {
        String name = scope.name(kind, identifier());
        List<Object> steps = new ArrayList<>();
        while (true) {
            if (take(".")) {
                steps.add(scope.name(kind, identifier()));
            } else if (take("[")) {
                String index = next();
                if (!index.matches("\\d{1,9}")) {
                    throw syntax();
                }
                steps.add(Integer.parseInt(index));
                expect("]");
            } else {
                return new DocumentPath(name, List.copyOf(steps));
            }
        }
    }

    private String identifier() {
        String token = next();
        if (!token.matches("#[A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*")) {
            at--;
            throw syntax();
        }
        return token;
    }

    List<DocumentPath> projection() {
        List<DocumentPath> paths = new ArrayList<>();
        do {
            paths.add(path());
        } while (take(","));
        end();
        return paths;
    }

    Update update() {
        Update update = new Update();
        while (peek() != null) {
            String section = next().toUpperCase(Locale.ROOT);
            do {
                switch (section) {
                    case "SET" -> {
                        DocumentPath path = path();
                        expect("=");
                        update.set(path, sum());
                    }
                    case "REMOVE" -> update.remove(path());
                    case "ADD" -> update.add(path(), constant());
                    case "DELETE" -> update.delete(path(), constant());
                    default -> {
                        at--;
                        throw syntax();
                    }
                }
            } while (take(","));
        }
        return update;
    }

    private Operand sum() {
        Operand left = term();
        while ("+".equals(peek()) || "-".equals(peek())) {
            boolean minus = next().equals("-");
            left = new Operand.Sum(left, term(), minus);
        }
        return left;
    }

    private Operand term() {
        if (take("(")) {
            if (++depth > DEEPEST) {
                throw DynamoFaults.invalid("Invalid " + kind + ": The expression is nested too deeply;");
            }
            Operand inner = sum();
            depth--;
            expect(")");
            return inner;
        }
        if ("if_not_exists".equals(peek()) && "(".equals(peek(1))) {
            at += 2;
            DocumentPath path = path();
            expect(",");
            Operand otherwise = sum();
            expect(")");
            return new Operand.IfNotExists(path, otherwise);
        }
        if ("list_append".equals(peek()) && "(".equals(peek(1))) {
            at += 2;
            Operand left = term();
            expect(",");
            Operand right = term();
            expect(")");
            return new Operand.ListAppend(left, right);
        }
        return operand();
    }

    private Operand.Constant constant() {
        if (operand() instanceof Operand.Constant constant) {
            return constant;
        }
        throw syntax();
    }

    private @Nullable String peek() {
        return peek(0);
    }

    private @Nullable String peek(int ahead) {
        return at + ahead < tokens.size() ? tokens.get(at + ahead) : null;
    }

    private String next() {
        if (at >= tokens.size()) {
            throw syntax();
        }
        return tokens.get(at++);
    }

    private boolean take(String token) {
        boolean there = token.equals(peek());
        at += there ? 1 : 0;
        return there;
    }

    private boolean keyword(String word) {
        boolean there = word.equalsIgnoreCase(peek());
        at += there ? 1 : 0;
        return there;
    }

    private void expect(String token) {
        if (!take(token)) {
            throw syntax();
        }
    }

    private void end() {
        if (peek() != null) {
            throw syntax();
        }
    }

    private RuntimeException syntax() {
        String token = peek() == null ? "<EOF>" : peek();
        int from = Math.max(0, Math.min(at, tokens.size()) - 1);
        String near = String.join(" ", tokens.subList(from, Math.min(tokens.size(), at + 2)));
        return DynamoFaults.invalid("Invalid " + kind + ": Syntax error; token: \"" + token + "\", near: \"" + near
                + "\"");
    }
}
