package dev.sallyport.core.sandbox.wire;

import java.nio.charset.StandardCharsets;

/** Writes XML so that every character survives the reading, carriage returns included. */
final class XmlText {
    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");

    /** Opens an element; {@code attributes} is empty or starts with a blank. */
    XmlText open(String name, String attributes) {
        text.append('<').append(name).append(attributes).append('>');
        return this;
    }

    XmlText open(String name) {
        return open(name, "");
    }

    XmlText close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    /** One attribute with its leading blank. */
    static String attribute(String name, String value) {
        StringBuilder out = new StringBuilder().append(' ').append(name).append("=\"");
        escape(value, out);
        return out.append('"').toString();
    }

    /** An element that holds text alone. */
    XmlText leaf(String name, String value) {
        return leaf(name, "", value);
    }

    /** An element that holds attributes and text. */
    XmlText leaf(String name, String attributes, String value) {
        open(name, attributes);
        escape(value, text);
        return close(name);
    }

    private static void escape(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> {
                    if (c < ' ' || c == 0x7F || c == 0x85 || c == 0x2028) {
                        out.append("&#").append((int) c).append(';');
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
