package dev.sallyport.core.sandbox.athena;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Types of Hive as DuckDB writes them. */
final class HiveType {
    private static final Map<String, String> SIMPLE = Map.of(
            "string", "VARCHAR",
            "int", "INTEGER",
            "integer", "INTEGER",
            "bigint", "BIGINT",
            "double", "DOUBLE",
            "boolean", "BOOLEAN");

    private HiveType() {}

    /** @param type without spaces, in small letters */
    static String duck(String type) {
        if (type.startsWith("array<") && type.endsWith(">")) {
            return duck(type.substring("array<".length(), type.length() - 1)) + "[]";
        }
        if (type.startsWith("struct<") && type.endsWith(">")) {
            List<String> members = new ArrayList<>();
            for (String member : members(type.substring("struct<".length(), type.length() - 1))) {
                int colon = member.indexOf(':');
                members.add(quoted(member.substring(0, colon)) + " " + duck(member.substring(colon + 1)));
            }
            return "STRUCT(" + String.join(", ", members) + ")";
        }
        String known = SIMPLE.get(type);
        if (known == null) {
            throw new FailedQueryException("FAILED: the sandbox does not know the type " + type);
        }
        return known;
    }

    private static List<String> members(String list) {
        List<String> members = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == ',' && depth == 0) {
                members.add(list.substring(from, i));
                from = i + 1;
            }
        }
        members.add(list.substring(from));
        return members;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    static String literal(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }
}
