package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** How a piece of text is spelled inside the text around it. */
enum Layer {
    /** Inside a JSON string, RFC 8259. */
    JSON_STRING {
        @Override
        String spell(String text) {
            return new String(JsonStringEncoder.getInstance().quoteAsString(text));
        }
    },
    /** Percent-encoded, as in a form's body or a query string; a space is {@code %20}, which both understand. */
    PERCENT {
        @Override
        String spell(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    };

    abstract String spell(String text);
}
