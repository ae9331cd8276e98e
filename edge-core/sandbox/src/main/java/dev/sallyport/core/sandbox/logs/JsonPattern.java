package dev.sallyport.core.sandbox.logs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.match.Glob;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition on a message that is JSON, such as {@code { $.status = 403 && ($.uri = "/api*" || $.user NOT EXISTS)
 * }}.
 */
record JsonPattern(Condition condition) implements FilterPattern {
    private static final int DEEPEST = 50;
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(?:(\\$(?:\\.(?:\\[['\"][^'\"]*['\"]\\]|[A-Za-z0-9_@#-]+)|\\[(?:\\d+|\\*|['\"][^'\"]*['\"])\\])+)"
                    + "|(\"(?:[^\"\\\\]|\\\\.)*+\")|(&&|\\|\\||!=|>=|<=|[=<>(){}])|([^\\s&|=<>!(){}\"]+))");

    /** What a condition asks of a JSON document. */
    private sealed interface Condition {
        boolean holds(JsonNode document);
    }

    private record All(List<Condition> parts) implements Condition {
        @Override
        public boolean holds(JsonNode document) {
            return parts.stream().allMatch(part -> part.holds(document));
        }
    }

    private record Any(List<Condition> parts) implements Condition {
        @Override
        public boolean holds(JsonNode document) {
            return parts.stream().anyMatch(part -> part.holds(document));
        }
    }

    private record Test(Selector selector, String operator, String value, boolean quoted) implements Condition {
        @Override
        public boolean holds(JsonNode document) {
            List<JsonNode> found = selector.select(document);
            return switch (operator) {
                case "NOT EXISTS" -> found.isEmpty();
                case "IS" -> found.stream().anyMatch(node -> switch (value) {
                    case "NULL" -> node.isNull();
                    case "TRUE" -> node.isBoolean() && node.booleanValue();
                    default -> node.isBoolean() && !node.booleanValue();
                });
                case "!=" -> found.stream().anyMatch(node -> !equal(node));
                case "=" -> found.stream().anyMatch(this::equal);
                default -> found.stream().anyMatch(this::ordered);
            };
        }

        private boolean equal(JsonNode node) {
            if (!quoted && node.isNumber() && Numbers.is(value)) {
                return node.decimalValue().compareTo(new BigDecimal(value)) == 0;
            }
            return node.isValueNode() && !node.isNull() && Glob.matches(Glob.quotedQuestions(value), node.asText());
        }

        private boolean ordered(JsonNode node) {
            if (!node.isNumber() || !Numbers.is(value)) {
                return false;
            }
            int order = node.decimalValue().compareTo(new BigDecimal(value));
            return switch (operator) {
                case "<" -> order < 0;
                case ">" -> order > 0;
                case "<=" -> order <= 0;
                default -> order >= 0;
            };
        }
    }

    /** A path; {@code [*]} selects each item of an array. */
    private record Selector(List<String> steps) {
        private static final Pattern STEP =
                Pattern.compile("\\.?\\[['\"]([^'\"]*)['\"]\\]|\\.([^.\\[]+)|(\\[\\d+\\])|(\\[\\*\\])");

        static Selector parse(String path) {
            List<String> steps = new ArrayList<>();
            Matcher step = STEP.matcher(path);
            while (step.find()) {
                String name = step.group(1) != null ? step.group(1) : step.group(2);
                steps.add(name != null ? '.' + name : step.group());
            }
            return new Selector(steps);
        }

        List<JsonNode> select(JsonNode document) {
            List<JsonNode> nodes = List.of(document);
            for (String step : steps) {
                List<JsonNode> next = new ArrayList<>();
                for (JsonNode node : nodes) {
                    if (step.equals("[*]")) {
                        node.forEach(next::add);
                    } else {
                        JsonNode child = step.charAt(0) == '.'
                                ? node.path(step.substring(1))
                                : node.path(index(step));
                        if (!child.isMissingNode()) {
                            next.add(child);
                        }
                    }
                }
                nodes = next;
            }
            return nodes;
        }

        private static int index(String step) {
            return step.length() > 10 ? Integer.MAX_VALUE : Integer.parseInt(step, 1, step.length() - 1, 10);
        }
    }

    static JsonPattern parse(String text) {
        Reader reader = new Reader(text);
        reader.expect("{");
        Condition condition = reader.any(0);
        reader.expect("}");
        reader.end();
        return new JsonPattern(condition);
    }

    @Override
    public boolean matches(String message) {
        try {
            JsonNode document = Json.MAPPER.readTree(message);
            return document != null && document.isObject() && condition.holds(document);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static final class Reader {
        private final List<String> tokens = new ArrayList<>();
        private int next;

        Reader(String text) {
            Matcher matcher = TOKEN.matcher(text);
            int end = 0;
            while (end < text.stripTrailing().length()) {
                if (!matcher.find(end) || matcher.start() != end) {
                    throw LogsFaults.invalid("Invalid filter pattern");
                }
                tokens.add(matcher.group().strip());
                end = matcher.end();
            }
        }

        private String peek() {
            return next < tokens.size() ? tokens.get(next) : "";
        }

        private String take() {
            String token = peek();
            next++;
            return token;
        }

        void expect(String token) {
            if (!take().equals(token)) {
                throw LogsFaults.invalid("Invalid filter pattern");
            }
        }

        void end() {
            if (next < tokens.size()) {
                throw LogsFaults.invalid("Invalid filter pattern");
            }
        }

        Condition any(int depth) {
            List<Condition> parts = new ArrayList<>(List.of(all(depth)));
            while (peek().equals("||")) {
                take();
                parts.add(all(depth));
            }
            return parts.size() == 1 ? parts.getFirst() : new Any(parts);
        }

        private Condition all(int depth) {
            List<Condition> parts = new ArrayList<>(List.of(one(depth)));
            while (peek().equals("&&")) {
                take();
                parts.add(one(depth));
            }
            return parts.size() == 1 ? parts.getFirst() : new All(parts);
        }

        private Condition one(int depth) {
            if (depth > DEEPEST) {
                throw LogsFaults.invalid("Invalid filter pattern: it is nested too deep");
            }
            if (peek().equals("(")) {
                take();
                Condition inner = any(depth + 1);
                expect(")");
                return inner;
            }
            String path = take();
            if (!path.startsWith("$")) {
                throw LogsFaults.invalid("Invalid filter pattern");
            }
            Selector selector = Selector.parse(path);
            String operator = take().toUpperCase(Locale.ROOT);
            return switch (operator) {
                case "NOT" -> {
                    if (!take().equalsIgnoreCase("EXISTS")) {
                        throw LogsFaults.invalid("Invalid filter pattern");
                    }
                    yield new Test(selector, "NOT EXISTS", "", false);
                }
                case "IS" -> {
                    String value = take().toUpperCase(Locale.ROOT);
                    if (!List.of("NULL", "TRUE", "FALSE").contains(value)) {
                        throw LogsFaults.invalid("Invalid filter pattern");
                    }
                    yield new Test(selector, "IS", value, false);
                }
                case "=", "!=", "<", ">", "<=", ">=" -> test(selector, operator, take());
                default -> throw LogsFaults.invalid("Invalid filter pattern");
            };
        }

        private static Condition test(Selector selector, String operator, String value) {
            if (value.isEmpty() || "(){}&&||".contains(value)) {
                throw LogsFaults.invalid("Invalid filter pattern");
            }
            if (value.startsWith("%")) {
                throw LogsFaults.invalid("Invalid filter pattern: the sandbox does not evaluate regular expressions");
            }
            boolean quoted = value.startsWith("\"");
            String bare = quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
            return new Test(selector, operator, bare, quoted);
        }
    }
}
