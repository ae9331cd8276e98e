package dev.sallyport.core.masking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whose values are shown: names in lower case of headers, query parameters and cookies. All others are masked. They are
 * kept in {@code masking.json} of the home folder; without the file {@link #STANDARD} holds.
 *
 * <p>The headers of the standard tell what a client is and wants, or how the request came, and are none that MDN's
 * "HTTP headers" lists under authentication, cookies or as opaque values, nor those that "Signing AWS API requests"
 * makes. The parameters page, sort and choose a language, name a campaign, or tell when a signed address ends; of a
 * signature itself there is none. No cookie is shown.
 *
 * @param headers of requests and answers
 * @param parameters of query strings
 * @param cookies by their names
 */
public record MaskingRules(SortedSet<String> headers, SortedSet<String> parameters, SortedSet<String> cookies) {
    /** Before anyone chose. */
    public static final MaskingRules STANDARD = of(
            words(
                    """
                    accept accept-charset accept-encoding accept-language accept-ranges access-control-request-headers
                    access-control-request-method cache-control connection content-encoding content-language
                    content-length content-type date dnt expect forwarded host if-modified-since if-unmodified-since
                    max-forwards origin pragma priority purpose range save-data sec-ch-ua sec-ch-ua-mobile
                    sec-ch-ua-platform sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc
                    sec-websocket-version te transfer-encoding upgrade upgrade-insecure-requests user-agent via
                    x-forwarded-for x-forwarded-host x-forwarded-port x-forwarded-proto x-real-ip x-requested-with
                    x-amz-cf-id x-amzn-trace-id x-amz-date cloudfront-forwarded-proto cloudfront-is-android-viewer
                    cloudfront-is-desktop-viewer cloudfront-is-ios-viewer cloudfront-is-mobile-viewer
                    cloudfront-is-smarttv-viewer cloudfront-is-tablet-viewer cloudfront-viewer-address
                    cloudfront-viewer-asn cloudfront-viewer-country cloudfront-viewer-country-region
                    cloudfront-viewer-http-version cloudfront-viewer-tls
                    """),
            words(
                    """
                    page per_page page_size pagesize limit offset sort order orderby lang language locale format
                    utm_source utm_medium utm_campaign utm_term utm_content expires x-amz-algorithm x-amz-date
                    x-amz-expires x-amz-signedheaders
                    """),
            new TreeSet<>());

    /** RFC 9110, section 5.6.2, and what query parameters have beside it. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z\\[\\]:-]{1,128}");

    private static final String FILE = "masking.json";

    /** In lower case. */
    public MaskingRules {
        headers = lower(headers);
        parameters = lower(parameters);
        cookies = lower(cookies);
    }

    private static MaskingRules of(
            Collection<String> headers, Collection<String> parameters, Collection<String> cookies) {
        return new MaskingRules(new TreeSet<>(headers), new TreeSet<>(parameters), new TreeSet<>(cookies));
    }

    private static Collection<String> words(String text) {
        return text.strip().lines()
                .flatMap(line -> Pattern.compile(" +").splitAsStream(line.strip()))
                .toList();
    }

    private static SortedSet<String> lower(Collection<String> names) {
        SortedSet<String> lower = new TreeSet<>();
        names.forEach(name -> lower.add(name.strip().toLowerCase(Locale.ROOT)));
        return Collections.unmodifiableSortedSet(lower);
    }

    /** What a rule is about. */
    public enum Part {
        /** A header of a request. */
        HEADER,
        /** A parameter of a query string. */
        PARAMETER,
        /** A cookie. */
        COOKIE
    }

    /** The names of one part whose values are shown. */
    public SortedSet<String> shown(Part part) {
        return switch (part) {
            case HEADER -> headers;
            case PARAMETER -> parameters;
            case COOKIE -> cookies;
        };
    }

    /** Whether values under that name are shown. */
    boolean shows(Part part, String name) {
        return shown(part).contains(name.toLowerCase(Locale.ROOT));
    }

    /**
     * The same with a name shown.
     *
     * @throws SallyportException {@code SP-MASKING} for what is no name
     */
    public MaskingRules with(Part part, String name) {
        if (!NAME.matcher(name.strip()).matches()) {
            throw SallyportException.badInput(
                    "SP-MASKING", "“" + name + "” is no name of a header, parameter or cookie.", "Give one name.");
        }
        SortedSet<String> now = new TreeSet<>(shown(part));
        now.add(name);
        return with(part, now);
    }

    /** The same with a name masked. */
    public MaskingRules without(Part part, String name) {
        SortedSet<String> now = new TreeSet<>(shown(part));
        now.remove(name.toLowerCase(Locale.ROOT));
        return with(part, now);
    }

    private MaskingRules with(Part part, SortedSet<String> names) {
        return switch (part) {
            case HEADER -> new MaskingRules(names, parameters, cookies);
            case PARAMETER -> new MaskingRules(headers, names, cookies);
            case COOKIE -> new MaskingRules(headers, parameters, names);
        };
    }

    /**
     * What {@code home} has.
     *
     * @throws SallyportException {@code SP-MASKING} where the file is there and cannot be used: the standard may
     *     show what
     *     someone had masked
     */
    public static MaskingRules read(Home home) {
        Path file = home.root().resolve(FILE);
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return STANDARD;
        }
        try {
            JsonNode rules = Json.MAPPER.readTree(Files.readAllBytes(file));
            return of(names(file, rules, "headers"), names(file, rules, "parameters"), names(file, rules, "cookies"));
        } catch (IOException e) {
            throw bad(file).causedBy(e);
        }
    }

    private static Collection<String> names(Path file, JsonNode rules, String member) {
        JsonNode list = rules.path(member);
        if (!list.isArray() || !list.valueStream().allMatch(JsonNode::isTextual)) {
            throw bad(file);
        }
        return list.valueStream().map(JsonNode::textValue).toList();
    }

    private static SallyportException bad(Path file) {
        return SallyportException.badInput(
                "SP-MASKING",
                "The masking rules in " + file + " cannot be read, so nothing of a log is shown.",
                "Write {\"headers\":[…],\"parameters\":[…],\"cookies\":[…]}, or remove the file to have"
                        + " the standard again.");
    }

    /** Keeps them in {@code home}, 0600. */
    public void write(Home home) {
        ObjectNode rules = Json.MAPPER.createObjectNode();
        for (Part part : Part.values()) {
            ArrayNode names = rules.putArray(
                    switch (part) {
                        case HEADER -> "headers";
                        case PARAMETER -> "parameters";
                        case COOKIE -> "cookies";
                    });
            shown(part).forEach(names::add);
        }
        Home.writePrivate(
                home.root().resolve(FILE), rules.toPrettyString().getBytes(StandardCharsets.UTF_8));
    }
}
