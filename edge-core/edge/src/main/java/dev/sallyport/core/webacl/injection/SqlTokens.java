package dev.sallyport.core.webacl.injection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** SQL read as a sequence of tokens, quotes being tokens of their own: an injected text seldom has balanced ones. */
final class SqlTokens {
    /** More than any request that AWS WAF inspects can need to give itself away. */
    private static final int MOST = 6000;

    private static final Set<String> LOGIC = Set.of("and", "or", "xor", "&&", "||", "div", "having", "where");
    private static final Set<String> COMPARISON =
            Set.of("=", "<", ">", "<>", "!=", "<=", ">=", "<=>", "like", "rlike", "regexp", "between", "in", "is", "ilike", "sounds");
    private static final Set<String> LITERALS = Set.of("true", "false", "null");

    enum Kind { WORD, NUMBER, QUOTE, VARIABLE, LOGIC, COMPARISON, COMMENT, OPERATOR, OPEN, CLOSE, COMMA, SEMICOLON, DOT }

    /**
     * One token.
     *
     * @param text in lower case
     * @param end offset behind it
     */
    record Token(Kind kind, String text, int end) {
        boolean is(String word) {
            return text.equals(word);
        }
    }

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private SqlTokens(String text) {
        this.text = text;
    }

    static List<Token> of(String text) {
        SqlTokens reader = new SqlTokens(text);
        while (reader.at < text.length() && reader.tokens.size() < MOST) {
            reader.next();
        }
        return reader.tokens;
    }

    private void next() {
        char c = text.charAt(at);
        char peek = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        if (c <= ' ' || c == 0xa0) {
            at++;
        } else if (c == '\'' || c == '"' || c == '`') {
            add(Kind.QUOTE, 1);
        } else if (c == '/' && peek == '*') {
            comment();
        } else if (c == '*' && peek == '/') {
            // The end of an executable comment.
            at += 2;
        } else if (c == '-' && peek == '-' && lineCommentEnds(at + 2)) {
            add(Kind.COMMENT, 2);
        } else if (c == '#') {
            add(Kind.COMMENT, 1);
        } else if (isDigit(c) || (c == '.' && isDigit(peek))) {
            number();
        } else if (Character.isLetter(c) || c == '_' || c == '$') {
            word();
        } else if (c == '@') {
            variable();
        } else {
            punctuation(c, peek);
        }
    }

    private boolean lineCommentEnds(int behind) {
        return behind >= text.length() || text.charAt(behind) <= ' ' || text.charAt(behind) == '+' || text.charAt(behind) == '-';
    }

    private void comment() {
        boolean executable = text.startsWith("/*!", at);
        int end = text.indexOf("*/", at + 2);
        if (executable) {
            // MySQL runs what stands in /*! … */.
            at += 3;
            while (at < text.length() && isDigit(text.charAt(at))) {
                at++;
            }
        } else if (end < 0) {
            tokens.add(new Token(Kind.COMMENT, "/*", text.length()));
            at = text.length();
        } else {
            at = end + 2;
        }
    }

    private void number() {
        int end = at + 1;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '.')) {
            end++;
        }
        boolean number = text.substring(at, end).toLowerCase(Locale.ROOT).matches("0x[0-9a-f]+|[0-9.]+(e[0-9]+)?");
        add(number ? Kind.NUMBER : Kind.WORD, end - at);
    }

    private void word() {
        int end = at + 1;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_' || text.charAt(end) == '$')) {
            end++;
        }
        String word = text.substring(at, end).toLowerCase(Locale.ROOT);
        Kind kind = LOGIC.contains(word)
                ? Kind.LOGIC
                : COMPARISON.contains(word) ? Kind.COMPARISON : LITERALS.contains(word) ? Kind.NUMBER : Kind.WORD;
        add(kind, end - at);
    }

    private void variable() {
        int end = at;
        while (end < text.length() && text.charAt(end) == '@') {
            end++;
        }
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        add(end - at > 1 ? Kind.VARIABLE : Kind.OPERATOR, end - at);
    }

    private void punctuation(char c, char peek) {
        if ((c == '&' && peek == '&') || (c == '|' && peek == '|')) {
            add(Kind.LOGIC, 2);
        } else if ((c == '<' && (peek == '>' || peek == '=')) || ((c == '!' || c == '>') && peek == '=')) {
            add(Kind.COMPARISON, text.startsWith("<=>", at) ? 3 : 2);
        } else {
            add(switch (c) {
                case '=', '<', '>' -> Kind.COMPARISON;
                case '(' -> Kind.OPEN;
                case ')' -> Kind.CLOSE;
                case ',' -> Kind.COMMA;
                case ';' -> Kind.SEMICOLON;
                case '.' -> Kind.DOT;
                default -> Kind.OPERATOR;
            }, 1);
        }
    }

    private void add(Kind kind, int length) {
        int end = Math.min(text.length(), at + length);
        tokens.add(new Token(kind, text.substring(at, end).toLowerCase(Locale.ROOT), end));
        at = end;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
