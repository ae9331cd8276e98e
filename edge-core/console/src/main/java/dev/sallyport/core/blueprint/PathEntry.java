package dev.sallyport.core.blueprint;

import dev.sallyport.core.SallyportException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function URL and the path pattern of the requests that go to it.
 *
 * @param pattern as of a behavior, such as {@code /orders/*}
 * @param host such as {@code abc123.lambda-url.eu-west-1.on.aws}
 */
public record PathEntry(String pattern, String host) {
    /** What CloudFront takes in a path pattern, but for quotes and {@code $}, which nothing here has to be told. */
    private static final Pattern ENTRY = Pattern.compile(
            "(?<pattern>/[A-Za-z0-9/_.~*?@:+&-]{0,254})"
                    + "=https://(?<host>[a-z0-9]+\\.lambda-url\\.[a-z0-9-]+\\.on\\.aws)/?");


    /**
     * Reads {@code /path/*=https://ID.lambda-url.REGION.on.aws}, comma-separated.
     *
     * @param text empty for none
     * @throws SallyportException {@code SP-PARAMETER} for another form, or a pattern twice
     */
    public static List<PathEntry> all(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        List<PathEntry> entries = new ArrayList<>();
        Set<String> patterns = new HashSet<>();
        for (String part : text.split(",", -1)) {
            Matcher entry = ENTRY.matcher(part.strip());
            if (!entry.matches()) {
                throw bad("FunctionUrls has " + part.strip() + ", which is no path pattern and function URL.");
            }
            if (!patterns.add(entry.group("pattern"))) {
                throw bad("FunctionUrls has the path pattern " + entry.group("pattern") + " twice.");
            }
            entries.add(new PathEntry(entry.group("pattern"), entry.group("host")));
        }
        return List.copyOf(entries);
    }

    private static SallyportException bad(String why) {
        return SallyportException.badInput(
                "SP-PARAMETER", why, "Give it as /orders/*=https://ID.lambda-url.REGION.on.aws, comma-separated.");
    }

    /** The shortest path that the pattern takes. */
    public String path() {
        return pattern.replace("*", "").replace("?", "x");
    }
}
