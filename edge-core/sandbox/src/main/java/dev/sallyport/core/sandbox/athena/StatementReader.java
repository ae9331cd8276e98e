package dev.sallyport.core.sandbox.athena;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads statements. Of Hive's DDL it knows external tables of text files: JSON lines by OpenX's SerDe, and delimited
 * text.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/create-table.html">CREATE TABLE</a>
 */
final class StatementReader {
    private static final String OPENX = "org.openx.data.jsonserde.JsonSerDe";
    private static final String TEXT = "org.apache.hadoop.mapred.TextInputFormat";

    private final String sql;
    private final String database;
    private int at;

    private StatementReader(String sql, String database) {
        this.sql = sql;
        this.database = database;
    }

    /**
     * The statement in a text.
     *
     * @param database where one is not named
     */
    static Statement read(String sql, String database) {
        return new StatementReader(sql.strip().replaceAll(";\\s*$", ""), database).statement();
    }

    private Statement statement() {
        if (takes("SELECT") || takes("WITH")) {
            return new Statement.Select(sql);
        }
        if (takes("CREATE")) {
            if (takes("DATABASE") || takes("SCHEMA")) {
                boolean ifAbsent = takesAll("IF", "NOT", "EXISTS");
                Statement made = new Statement.CreateDatabase(identifier(), ifAbsent);
                requireEnd();
                return made;
            }
            require("EXTERNAL");
            require("TABLE");
            return table();
        }
        if (takes("DROP")) {
            require("TABLE");
            boolean ifPresent = takesAll("IF", "EXISTS");
            List<String> name = qualified();
            requireEnd();
            return new Statement.DropTable(name.getFirst(), name.getLast(), ifPresent);
        }
        throw unknown();
    }

    private Statement table() {
        boolean ifAbsent = takesAll("IF", "NOT", "EXISTS");
        List<String> name = qualified();
        Map<String, String> columns = columns(parenthesised());
        Map<String, String> partitions = Map.of();
        if (takes("PARTITIONED")) {
            require("BY");
            partitions = columns(parenthesised());
        }
        require("ROW");
        require("FORMAT");
        String delimiter = "";
        boolean lenient = false;
        if (takes("DELIMITED")) {
            require("FIELDS");
            require("TERMINATED");
            require("BY");
            delimiter = string();
        } else {
            require("SERDE");
            if (!string().equals(OPENX)) {
                throw unknown();
            }
            if (takes("WITH")) {
                require("SERDEPROPERTIES");
                lenient = Boolean.parseBoolean(properties(parenthesised()).getOrDefault("ignore.malformed.json",
                        "false"));
            }
        }
        if (takes("STORED")) {
            require("AS");
            require("INPUTFORMAT");
            if (!string().equals(TEXT)) {
                throw unknown();
            }
            require("OUTPUTFORMAT");
            string();
        }
        require("LOCATION");
        String location = string();
        if (!location.matches("s3://[^/]+/(.*/)?")) {
            throw new FailedQueryException(
                    "FAILED: SemanticException LOCATION must be a folder, s3://bucket/prefix/: " + location);
        }
        Map<String, String> properties = takes("TBLPROPERTIES") ? properties(parenthesised()) : Map.of();
        requireEnd();
        return new Statement.CreateTable(
                new StoredTable(
                        name.getFirst(), name.getLast(), columns, partitions, delimiter, lenient, location, properties),
                ifAbsent);
    }

    private static Map<String, String> columns(String list) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String one : split(list)) {
            StatementReader column = new StatementReader(one, "");
            String name = column.identifier().toLowerCase(Locale.ROOT);
            String type = column.sql.substring(column.at).replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
            if (columns.put(name, type) != null) {
                throw new FailedQueryException("FAILED: SemanticException Duplicate column name: " + name);
            }
        }
        return columns;
    }

    private static Map<String, String> properties(String list) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String one : split(list)) {
            StatementReader property = new StatementReader(one, "");
            String name = property.string();
            property.require("=");
            properties.put(name, property.string());
            property.requireEnd();
        }
        return properties;
    }

    /** Splits at commas that stand in no quotes and brackets. */
    private static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (c == '`' || c == '\'') {
                i = closing(list, i);
            } else if (c == '<' || c == '(') {
                depth++;
            } else if (c == '>' || c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                parts.add(list.substring(from, i).strip());
                from = i + 1;
            }
        }
        parts.add(list.substring(from).strip());
        return parts;
    }

    private static int closing(String text, int quote) {
        for (int i = quote + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == text.charAt(quote)) {
                return i;
            }
        }
        throw new FailedQueryException("FAILED: ParseException: a quote does not end");
    }

    private void skip() {
        while (at < sql.length() && Character.isWhitespace(sql.charAt(at))) {
            at++;
        }
    }

    private boolean takes(String word) {
        skip();
        int end = at + word.length();
        boolean there = sql.regionMatches(true, at, word, 0, word.length())
                && (end == sql.length() || word.equals("=") || !Character.isLetterOrDigit(sql.charAt(end)));
        at = there ? end : at;
        return there;
    }

    private boolean takesAll(String... words) {
        if (!takes(words[0])) {
            return false;
        }
        for (int i = 1; i < words.length; i++) {
            require(words[i]);
        }
        return true;
    }

    private void require(String word) {
        if (!takes(word)) {
            throw unknown();
        }
    }

    private void requireEnd() {
        skip();
        if (at < sql.length()) {
            throw unknown();
        }
    }

    private String identifier() {
        skip();
        int from = at;
        if (at < sql.length() && (sql.charAt(at) == '`' || sql.charAt(at) == '"')) {
            at = closing(sql, at) + 1;
            return sql.substring(from + 1, at - 1);
        }
        while (at < sql.length() && (Character.isLetterOrDigit(sql.charAt(at)) || sql.charAt(at) == '_')) {
            at++;
        }
        if (at == from) {
            throw unknown();
        }
        return sql.substring(from, at);
    }

    private List<String> qualified() {
        String first = identifier().toLowerCase(Locale.ROOT);
        skip();
        if (at < sql.length() && sql.charAt(at) == '.') {
            at++;
            return List.of(first, identifier().toLowerCase(Locale.ROOT));
        }
        return List.of(database, first);
    }

    private String string() {
        skip();
        if (at >= sql.length() || sql.charAt(at) != '\'') {
            throw unknown();
        }
        int from = at;
        at = closing(sql, at) + 1;
        return unescaped(sql.substring(from + 1, at - 1));
    }

    private static String unescaped(String text) {
        return Pattern.compile("\\\\(.)", Pattern.DOTALL)
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(found.group(1).equals("t") ? "\t" : found.group(1)));
    }

    private String parenthesised() {
        skip();
        if (at >= sql.length() || sql.charAt(at) != '(') {
            throw unknown();
        }
        int from = at + 1;
        int depth = 0;
        for (; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == '`' || c == '\'') {
                at = closing(sql, at);
            } else if (c == '(') {
                depth++;
            } else if (c == ')' && --depth == 0) {
                return sql.substring(from, at++);
            }
        }
        throw unknown();
    }

    private FailedQueryException unknown() {
        String rest = sql.substring(Math.min(at, sql.length())).strip();
        String near = rest.isEmpty() ? "<EOF>" : rest.substring(0, Math.min(rest.length(), 40));
        return new FailedQueryException("FAILED: ParseException: the sandbox does not understand the statement at '"
                + near + "'");
    }
}
