package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The text of {@code Fn::Sub}, cut into literals and variables. Source: AWS page "Fn::Sub". */
record SubText(List<Part> parts) {
    /** A literal, or the name of a variable. */
    record Part(boolean variable, String text) {}

    private static final String ARGUMENTS = "Template error: One or more Fn::Sub intrinsic functions don't specify expected"
            + " arguments. Specify a string as first argument, and an optional second argument to specify a mapping of values"
            + " to replace in the string";

    /** The template string of the function's argument. */
    static String template(JsonNode argument) {
        if (argument.isTextual()) {
            return argument.textValue();
        }
        if (argument.isArray() && argument.size() == 2 && argument.get(0).isTextual() && argument.get(1).isObject()) {
            return argument.get(0).textValue();
        }
        throw new TemplateException(ARGUMENTS);
    }

    static SubText parse(String text) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                break;
            }
            if (open > at) {
                parts.add(new Part(false, text.substring(at, open)));
            }
            String inside = text.substring(open + 2, close);
            if (inside.startsWith("!")) {
                parts.add(new Part(false, "${" + inside.substring(1) + "}"));
            } else {
                parts.add(new Part(true, name(inside)));
            }
            at = close + 1;
        }
        if (at < text.length()) {
            parts.add(new Part(false, text.substring(at)));
        }
        return new SubText(parts);
    }

    private static String name(String inside) {
        if (!inside.matches("[A-Za-z0-9_.:]+")) {
            throw new TemplateException("Template error: variable names in Fn::Sub syntax must contain only alphanumeric"
                    + " characters, underscores, periods, and colons");
        }
        return inside;
    }

    List<String> names() {
        return parts.stream().filter(Part::variable).map(Part::text).toList();
    }
}
