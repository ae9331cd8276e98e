package dev.sallyport.core.webacl.injection;

import dev.sallyport.core.webacl.injection.SqlTokens.Kind;
import dev.sallyport.core.webacl.injection.SqlTokens.Token;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds SQL injection by the shape of the token sequence: a value that is left by a quote, a number or a bracket and then
 * goes on as SQL, a second statement, a UNION, a time delay. Single words never suffice.
 */
public final class SqlInjection {
    private static final Set<String> FUNCTIONS = Set.of(
            "ascii", "benchmark", "cast", "char", "chr", "coalesce", "concat", "concat_ws", "conv", "convert", "count",
            "current_user", "database", "db_name", "exists", "extractvalue", "group_concat", "hex", "if", "ifnull",
            "isnull", "length", "load_file", "lower", "ltrim", "make_set", "md5", "mid", "nullif", "ord", "pg_sleep",
            "rand", "randomblob", "row_count", "schema", "sleep", "substr", "substring", "unhex", "updatexml", "upper",
            "user", "user_name", "utl_inaddr", "version", "xmltype", "elt", "floor", "sqlite_version");
    private static final Set<String> DELAYS = Set.of(
            "sleep", "benchmark", "pg_sleep", "load_file", "extractvalue", "updatexml", "randomblob", "xp_cmdshell");
    private static final Set<String> OBJECTS = Set.of(
            "table", "database", "schema", "view", "index", "user", "procedure", "function", "trigger", "column");
    private static final Set<Kind> VALUE_ENDS = Set.of(Kind.QUOTE, Kind.NUMBER, Kind.CLOSE);

    private final List<Token> tokens;
    private final boolean high;
    private final int length;
    private final boolean unbalanced;

    private SqlInjection(String text, boolean high) {
        this.tokens = SqlTokens.of(text);
        this.high = high;
        this.length = text.length();
        this.unbalanced = tokens.stream().filter(token -> token.kind() == Kind.QUOTE).count() % 2 == 1;
    }

    /**
     * Looks for an injection.
     *
     * @param text decoded as far as the rule's transformations do
     * @param high AWS's sensitivity level HIGH: detects more, errs more often
     * @return the tokens that gave it away, empty when there is none
     */
    public static Optional<List<String>> find(String text, boolean high) {
        SqlInjection search = new SqlInjection(text, high);
        for (int i = 0; i < search.tokens.size(); i++) {
            int end = search.endOfInjection(i);
            if (end > i) {
                return Optional.of(search.tokens.subList(i, Math.min(end, i + 8)).stream().map(Token::text).toList());
            }
        }
        return Optional.empty();
    }

    /** Offset behind an injection that starts here, -1 when none does. */
    private int endOfInjection(int i) {
        if (is(i, "union")) {
            return union(i + 1);
        }
        if (kind(i) == Kind.LOGIC && i > 0 && VALUE_ENDS.contains(tokens.get(i - 1).kind())) {
            return condition(i);
        }
        if (kind(i) == Kind.SEMICOLON) {
            return statement(i + 1);
        }
        if (kind(i) == Kind.QUOTE) {
            return afterQuote(i + 1);
        }
        if (kind(i) == Kind.NUMBER || kind(i) == Kind.CLOSE) {
            return ordered(i + 1);
        }
        int delay = delay(i);
        if (delay > i) {
            return delay;
        }
        return i == 0 ? statement(0) : -1;
    }

    private int union(int i) {
        int at = is(i, "all") || is(i, "distinct") ? i + 1 : i;
        while (kind(at) == Kind.OPEN) {
            at++;
        }
        return is(at, "select") && at + 1 < tokens.size() ? at + 1 : -1;
    }

    /** A logical operator behind a value, and then a condition. */
    private int condition(int logic) {
        Token before = tokens.get(logic - 1);
        int at = logic + 1;
        while (is(at, "not") || kind(at) == Kind.OPEN || (kind(at) == Kind.OPERATOR && "!~-+".contains(tokens.get(at).text()))) {
            at++;
        }
        if (is(at, "select") || is(at, "exists") || (is(at, "case") && is(at + 1, "when"))) {
            return at + 1;
        }
        boolean literal = kind(at) == Kind.NUMBER || kind(at) == Kind.QUOTE || kind(at) == Kind.VARIABLE || function(at);
        int left = operand(at);
        if (left < 0) {
            return -1;
        }
        while (kind(left) == Kind.CLOSE) {
            left++;
        }
        boolean quoted = before.kind() == Kind.QUOTE;
        if (kind(left) == Kind.COMPARISON) {
            int right = operand(kind(left + 1) == Kind.OPEN ? left + 2 : left + 1);
            boolean enough = literal || high || (quoted && literalAt(left + 1));
            return right > 0 && enough ? right : -1;
        }
        boolean ends = left >= tokens.size() || kind(left) == Kind.COMMENT || kind(left) == Kind.SEMICOLON;
        if (function(at)) {
            return left;
        }
        return literal && ends && (kind(left) == Kind.COMMENT || (quoted && unbalanced)) ? left : -1;
    }

    private boolean literalAt(int i) {
        return kind(i) == Kind.QUOTE || kind(i) == Kind.NUMBER || kind(i) == Kind.VARIABLE || function(i);
    }

    /** Offset behind one operand: a number, a name, a quoted string whether closed or not, a call. */
    private int operand(int i) {
        return switch (kind(i)) {
            case NUMBER, VARIABLE -> i + 1;
            case WORD -> kind(i + 1) == Kind.OPEN ? closed(i + 1) : i + 1;
            case QUOTE -> string(i);
            case COMMA, SEMICOLON, LOGIC, COMPARISON, COMMENT, OPERATOR, OPEN, CLOSE, DOT -> -1;
        };
    }

    private int string(int i) {
        for (int at = i + 1; at < tokens.size() && at < i + 8; at++) {
            if (tokens.get(at).kind() == Kind.QUOTE && tokens.get(at).text().equals(tokens.get(i).text())) {
                return at + 1;
            }
        }
        return Math.min(tokens.size(), i + 8);
    }

    private int closed(int open) {
        int depth = 0;
        for (int at = open; at < tokens.size() && at < open + 60; at++) {
            depth += kind(at) == Kind.OPEN ? 1 : kind(at) == Kind.CLOSE ? -1 : 0;
            if (depth == 0) {
                return at + 1;
            }
        }
        return Math.min(tokens.size(), open + 60);
    }

    private boolean function(int i) {
        return kind(i) == Kind.WORD && FUNCTIONS.contains(tokens.get(i).text()) && kind(i + 1) == Kind.OPEN;
    }

    /** A comment, an ordering, or more SQL right behind a quote. */
    private int afterQuote(int i) {
        int at = i;
        while (kind(at) == Kind.CLOSE) {
            at++;
        }
        if (at < tokens.size() && kind(at) == Kind.COMMENT) {
            Token comment = tokens.get(at);
            boolean last = comment.end() >= length || comment.text().equals("--");
            return last && unbalanced ? at + 1 : -1;
        }
        if (high && kind(at) == Kind.COMPARISON && kind(at + 1) == Kind.QUOTE && unbalanced) {
            return at + 2;
        }
        return ordered(at);
    }

    private int ordered(int i) {
        boolean order = (is(i, "order") || is(i, "group")) && is(i + 1, "by");
        if (order && (kind(i + 2) == Kind.NUMBER || function(i + 2))) {
            int behind = i + 3;
            return kind(behind) == Kind.COMMENT || behind >= tokens.size() || kind(behind) == Kind.COMMA ? behind : -1;
        }
        if (is(i, "limit") && kind(i + 1) == Kind.NUMBER && (is(i + 2, "procedure") || is(i + 2, "into"))) {
            return i + 3;
        }
        return is(i, "into") && (is(i + 1, "outfile") || is(i + 1, "dumpfile")) ? i + 2 : -1;
    }

    private int delay(int i) {
        if (kind(i) == Kind.WORD && DELAYS.contains(tokens.get(i).text()) && kind(i + 1) == Kind.OPEN && literalAt(i + 2)) {
            return i + 3;
        }
        if (is(i, "waitfor") && (is(i + 1, "delay") || is(i + 1, "time")) && kind(i + 2) == Kind.QUOTE) {
            return i + 3;
        }
        if (is(i, "information_schema") && kind(i + 1) == Kind.DOT) {
            return i + 2;
        }
        boolean system = kind(i) == Kind.VARIABLE && tokens.get(i).text().startsWith("@@");
        return (system && high) || is(i, "xp_cmdshell") ? i + 1 : -1;
    }

    private int statement(int i) {
        if (is(i, "drop") || is(i, "truncate") || is(i, "alter") || is(i, "create")) {
            return kind(i + 1) == Kind.WORD && OBJECTS.contains(tokens.get(i + 1).text()) && kind(i + 2) == Kind.WORD ? i + 3 : -1;
        }
        if (is(i, "insert")) {
            boolean values = kind(i + 3) == Kind.OPEN || is(i + 3, "values") || is(i + 3, "select");
            return is(i + 1, "into") && values ? i + 4 : -1;
        }
        if (is(i, "delete")) {
            return is(i + 1, "from") && kind(i + 2) == Kind.WORD && (kind(i + 3) == Kind.LOGIC || ends(i + 3)) ? i + 3 : -1;
        }
        if (is(i, "update")) {
            return is(i + 2, "set") && kind(i + 4) == Kind.COMPARISON ? i + 5 : -1;
        }
        if (is(i, "exec") || is(i, "execute") || is(i, "declare")) {
            boolean called = kind(i + 1) == Kind.VARIABLE || (kind(i + 1) == Kind.WORD && kind(i + 2) == Kind.DOT);
            return called || is(i + 1, "xp_cmdshell") || is(i + 1, "sp_executesql") ? i + 2 : -1;
        }
        if (is(i, "shutdown")) {
            return i > 0 && ends(i + 1) ? i + 1 : -1;
        }
        return is(i, "select") ? select(i + 1) : -1;
    }

    private boolean ends(int i) {
        return i >= tokens.size() || kind(i) == Kind.COMMENT || kind(i) == Kind.SEMICOLON;
    }

    private int select(int i) {
        boolean telling = is(i, "*") || function(i) || kind(i) == Kind.VARIABLE;
        for (int at = i; at < tokens.size() && at < i + 30; at++) {
            telling |= kind(at) == Kind.COMMA || function(at) || high;
            if (is(at, "from") && kind(at + 1) != Kind.QUOTE) {
                return telling && at > i && at + 1 < tokens.size() ? at + 2 : -1;
            }
        }
        return function(i) || (kind(i) == Kind.VARIABLE) ? i + 1 : -1;
    }

    private boolean is(int i, String word) {
        return i < tokens.size() && tokens.get(i).is(word);
    }

    /** Beyond the end there is only a separator. */
    private Kind kind(int i) {
        return i < tokens.size() ? tokens.get(i).kind() : Kind.DOT;
    }
}
