package dev.sallyport.core.webacl.injection;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds cross-site scripting by reading the text as a browser's HTML tokenizer would, in the middle of text and in the
 * middle of an attribute value: tags that run code, event handlers, URLs that are scripts.
 */
public final class CrossSiteScripting {
    private static final Set<String> TAGS = Set.of(
            "script", "iframe", "object", "embed", "applet", "meta", "link", "base", "frame", "frameset", "style", "svg",
            "math", "isindex", "noscript", "xml", "xss", "import", "vmlframe", "layer", "ilayer", "bgsound");
    private static final Set<String> URLS = Set.of(
            "href", "src", "action", "formaction", "xlink:href", "background", "data", "poster", "lowsrc", "dynsrc",
            "from", "to", "values", "by", "folder", "code", "codebase", "manifest");
    private static final Set<String> SCHEMES = Set.of("javascript:", "vbscript:", "livescript:", "view-source:", "data:text/html");

    private final String text;
    private int at;

    private CrossSiteScripting(String text) {
        this.text = text;
    }

    /**
     * Looks for a script.
     *
     * @param text decoded as far as the rule's transformations do
     * @return what gave it away, empty when there is none
     */
    public static Optional<List<String>> find(String text) {
        if (scriptUrl(text) && (text.indexOf('(') >= 0 || text.indexOf('`') >= 0)) {
            return Optional.of(List.of(text.substring(0, Math.min(40, text.length()))));
        }
        CrossSiteScripting reader = new CrossSiteScripting(text);
        Optional<List<String>> found = reader.inText();
        return found.isPresent() ? found : reader.leavingAnAttribute();
    }

    private Optional<List<String>> inText() {
        at = text.indexOf('<');
        while (at >= 0 && at + 1 < text.length()) {
            if (text.regionMatches(true, at, "<!entity", 0, 8) || text.regionMatches(true, at, "<?xml-stylesheet", 0, 16)) {
                return Optional.of(List.of("<", text.substring(at + 1, at + 8)));
            }
            at++;
            String tag = name();
            if (!tag.isEmpty()) {
                int colon = tag.indexOf(':');
                if (TAGS.contains(tag) || (colon > 0 && TAGS.contains(tag.substring(colon + 1)))) {
                    return Optional.of(List.of("<", tag));
                }
                Optional<List<String>> attribute = attributes();
                if (attribute.isPresent()) {
                    return attribute;
                }
            }
            at = text.indexOf('<', at);
        }
        return Optional.empty();
    }

    /** A value that closes its quote, or has none, and goes on with attributes. */
    private Optional<List<String>> leavingAnAttribute() {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\'' || c == '`') {
                at = i + 1;
                Optional<List<String>> found = handler();
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        at = 0;
        return handler();
    }

    private Optional<List<String>> handler() {
        skip(" \t\n\r\f/");
        String name = name();
        skip(" \t\n\r\f");
        return eventHandler(name) && at < text.length() && text.charAt(at) == '='
                ? Optional.of(List.of(name, "="))
                : Optional.empty();
    }

    private Optional<List<String>> attributes() {
        while (at < text.length()) {
            skip(" \t\n\r\f/\0\u000b\"'");
            if (at >= text.length() || text.charAt(at) == '>' || text.charAt(at) == '<') {
                return Optional.empty();
            }
            int before = at;
            String name = name();
            skip(" \t\n\r\f");
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                String value = value();
                if (eventHandler(name) || name.equals("srcdoc")) {
                    return Optional.of(List.of(name, "="));
                }
                if (URLS.contains(name) && scriptUrl(value)) {
                    return Optional.of(List.of(name, "=", value.substring(0, Math.min(40, value.length()))));
                }
                if (name.equals("style") && scriptStyle(value)) {
                    return Optional.of(List.of(name, "=", value.substring(0, Math.min(40, value.length()))));
                }
            } else if (at == before) {
                at++;
            }
        }
        return Optional.empty();
    }

    private static boolean eventHandler(String name) {
        return name.length() > 4 && name.startsWith("on") && name.chars().allMatch(Character::isLetter);
    }

    private String name() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || "-_:".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private String value() {
        skip(" \t\n\r\f");
        if (at >= text.length()) {
            return "";
        }
        char quote = text.charAt(at);
        if (quote == '"' || quote == '\'' || quote == '`') {
            int end = text.indexOf(quote, at + 1);
            String value = text.substring(at + 1, end < 0 ? text.length() : end);
            at = end < 0 ? text.length() : end + 1;
            return value;
        }
        int start = at;
        while (at < text.length() && " \t\n\r\f>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private void skip(String characters) {
        while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** Whether the URL runs code; browsers ignore control characters and decode entities in it. */
    private static boolean scriptUrl(String url) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < url.length() && plain.length() < 16; i++) {
            char c = url.charAt(i);
            Character decoded = c == '&' ? entity(url, i) : null;
            if (decoded != null) {
                i = url.indexOf(';', i);
                c = decoded;
            }
            if (c > ' ' && c != 127) {
                plain.append(Character.toLowerCase(c));
            }
        }
        String start = plain.toString();
        return SCHEMES.stream().anyMatch(start::startsWith);
    }

    private static @Nullable Character entity(String text, int at) {
        int end = text.indexOf(';', at);
        if (end < 0 || end - at > 10) {
            return null;
        }
        String name = text.substring(at + 1, end).toLowerCase(Locale.ROOT);
        return switch (name) {
            case "colon" -> ':';
            case "tab" -> '\t';
            case "newline" -> '\n';
            default -> {
                boolean hex = name.startsWith("#x");
                String digits = name.startsWith("#") ? name.substring(hex ? 2 : 1) : "";
                yield digits.matches(hex ? "[0-9a-f]{1,4}" : "[0-9]{1,4}")
                        ? (Character) (char) Integer.parseInt(digits, hex ? 16 : 10)
                        : null;
            }
        };
    }

    private static boolean scriptStyle(String style) {
        // Only the start: the pattern is quadratic on unclosed comments.
        String plain = style.substring(0, Math.min(2000, style.length())).replaceAll("/\\*.*?\\*/|[\\s\\\\]", "").toLowerCase(Locale.ROOT);
        return plain.contains("expression(") || plain.contains("javascript:") || plain.contains("-moz-binding") || plain.contains("behavior:");
    }
}
