package dev.sallyport.core.webacl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.core.webacl.Evaluation.Pair;
import dev.sallyport.core.webacl.Inspected.Part;
import dev.sallyport.core.webacl.WafRequest.Header;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.Cookies;
import software.amazon.awssdk.services.wafv2.model.FieldToMatch;
import software.amazon.awssdk.services.wafv2.model.Headers;

/** Finds the part of a request that FieldToMatch names (waf/latest/APIReference/API_FieldToMatch.html). */
@FunctionalInterface
interface FieldReader {
    /** AWS WAF receives at most this much of the headers, and of the cookies. */
    int HEADER_BYTES = 8192;

    /** AWS WAF receives at most so many headers, and so many cookies. */
    int HEADER_COUNT = 200;

    Inspected read(Evaluation evaluation);

    /** The reader of that field; null for one that this version does not know. */
    static @Nullable FieldReader of(FieldToMatch field) {
        if (field.singleHeader() != null) {
            return singleHeader(field.singleHeader().name());
        } else if (field.singleQueryArgument() != null) {
            return singleArgument(field.singleQueryArgument().name());
        } else if (field.allQueryArguments() != null) {
            return evaluation -> evaluation.request.hides("args")
                    ? Inspected.UNKNOWN
                    : new Inspected(
                            values(
                                    "ALL_QUERY_ARGS",
                                    evaluation.arguments(),
                                    pair -> !evaluation.request.hidesArgument(pair.name())),
                            evaluation.request.hidesQuery(),
                            null);
        } else if (field.uriPath() != null) {
            return whole("URI", "uri", WafRequest::uri);
        } else if (field.queryString() != null) {
            return evaluation -> evaluation.request.hidesQuery()
                    ? Inspected.UNKNOWN
                    : Inspected.of(new Part("QUERY_STRING", null, evaluation.request.args().getBytes(UTF_8)));
        } else if (field.method() != null) {
            return whole("METHOD", "method", WafRequest::method);
        } else if (field.body() != null) {
            return BodyReader.plain(field.body().oversizeHandlingAsString());
        } else if (field.jsonBody() != null) {
            return BodyReader.json(field.jsonBody());
        } else if (field.headers() != null) {
            return headers(field.headers());
        } else if (field.cookies() != null) {
            return cookies(field.cookies());
        } else if (field.headerOrder() != null) {
            return headerOrder(field.headerOrder().oversizeHandlingAsString());
        } else if (field.ja3Fingerprint() != null) {
            return fingerprint("JA3", WafRequest::ja3, field.ja3Fingerprint().fallbackBehaviorAsString());
        } else if (field.ja4Fingerprint() != null) {
            return fingerprint("JA4", WafRequest::ja4, field.ja4Fingerprint().fallbackBehaviorAsString());
        } else if (field.uriFragment() != null) {
            return fragment(field.uriFragment().fallbackBehaviorAsString());
        }
        return null;
    }

    private static FieldReader whole(
            String location, String part, Function<WafRequest, String> value) {
        return evaluation -> evaluation.request.hides(part)
                ? Inspected.UNKNOWN
                : Inspected.of(new Part(location, null, value.apply(evaluation.request).getBytes(UTF_8)));
    }

    private static FieldReader singleHeader(String name) {
        return evaluation -> {
            if (hides(evaluation.request, name)) {
                return Inspected.UNKNOWN;
            }
            List<Part> parts = new ArrayList<>();
            evaluation.request.header(name)
                    .forEach(value -> parts.add(new Part("HEADER", name, value.getBytes(UTF_8))));
            return Inspected.of(parts);
        };
    }

    private static boolean hides(WafRequest request, String header) {
        return header.equalsIgnoreCase("cookie") ? request.hidesCookies() : request.hidesHeader(header);
    }

    private static FieldReader singleArgument(String name) {
        return evaluation -> evaluation.request.hidesArgument(name)
                ? Inspected.UNKNOWN
                : Inspected.of(values(
                        "SINGLE_QUERY_ARG", evaluation.arguments(), pair -> pair.name().equalsIgnoreCase(name)));
    }

    private static List<Part> values(String location, List<Pair> pairs, Predicate<Pair> wanted) {
        return pairs.stream()
                .filter(wanted)
                .map(pair -> new Part(location, pair.name(), pair.value().getBytes(UTF_8)))
                .toList();
    }

    private static FieldReader headers(Headers field) {
        Predicate<String> wanted = field.matchPattern() == null
                ? name -> true
                : wanted(
                        String.CASE_INSENSITIVE_ORDER,
                        field.matchPattern().hasIncludedHeaders() ? field.matchPattern().includedHeaders() : null,
                        field.matchPattern().hasExcludedHeaders() ? field.matchPattern().excludedHeaders() : null);
        String scope = String.valueOf(field.matchScopeAsString());
        String oversize = field.oversizeHandlingAsString();
        return evaluation -> {
            List<Header> available = available(evaluation);
            Inspected cut = oversize(isCut(evaluation, available), oversize);
            if (cut != null) {
                return cut;
            }
            List<Part> parts = new ArrayList<>();
            boolean incomplete = false;
            for (Header header : available) {
                if (wanted.test(header.name())) {
                    if (!scope.equals("VALUE")) {
                        parts.add(new Part("HEADER", header.name(), header.name().getBytes(UTF_8)));
                    }
                    boolean hidden = hides(evaluation.request, header.name());
                    incomplete |= hidden && !scope.equals("KEY");
                    if (!scope.equals("KEY") && !hidden) {
                        parts.add(new Part("HEADER", header.name(), header.value().getBytes(UTF_8)));
                    }
                }
            }
            return new Inspected(parts, incomplete, null);
        };
    }

    /**
     * The names of cookies are compared exactly, unlike those of headers. See AWS WAF Developer Guide, "Request
     * components in AWS WAF", Cookies.
     */
    private static FieldReader cookies(Cookies field) {
        Predicate<String> wanted = field.matchPattern() == null
                ? name -> true
                : wanted(
                        Comparator.naturalOrder(),
                        field.matchPattern().hasIncludedCookies() ? field.matchPattern().includedCookies() : null,
                        field.matchPattern().hasExcludedCookies() ? field.matchPattern().excludedCookies() : null);
        String scope = String.valueOf(field.matchScopeAsString());
        String oversize = field.oversizeHandlingAsString();
        return evaluation -> {
            if (evaluation.request.hidesHeader("cookie")) {
                return Inspected.UNKNOWN;
            }
            List<Part> parts = new ArrayList<>();
            int bytes = 0;
            int count = 0;
            boolean tooMany = evaluation.wasOversize("REQUEST_COOKIES");
            boolean incomplete = false;
            for (Pair cookie : evaluation.cookies()) {
                bytes += cookie.name().length() + cookie.value().length() + 1;
                if (bytes > HEADER_BYTES || ++count > HEADER_COUNT) {
                    tooMany = true;
                    break;
                }
                if (wanted.test(cookie.name())) {
                    if (!scope.equals("VALUE")) {
                        parts.add(new Part("COOKIE", cookie.name(), cookie.name().getBytes(UTF_8)));
                    }
                    boolean hidden = evaluation.request.hidesCookie(cookie.name());
                    incomplete |= hidden && !scope.equals("KEY");
                    if (!scope.equals("KEY") && !hidden) {
                        parts.add(new Part("COOKIE", cookie.name(), cookie.value().getBytes(UTF_8)));
                    }
                }
            }
            if (tooMany) {
                evaluation.oversize.add("REQUEST_COOKIES");
            }
            Inspected cut = oversize(tooMany, oversize);
            return cut != null ? cut : new Inspected(parts, incomplete, null);
        };
    }

    private static Predicate<String> wanted(
            Comparator<String> order, @Nullable List<String> included, @Nullable List<String> excluded) {
        Set<String> names = new TreeSet<>(order);
        if (included != null) {
            names.addAll(included);
            return names::contains;
        }
        names.addAll(excluded == null ? List.of() : excluded);
        return name -> !names.contains(name);
    }

    private static FieldReader headerOrder(String oversize) {
        return evaluation -> {
            List<Header> available = available(evaluation);
            Inspected cut = oversize(isCut(evaluation, available), oversize);
            if (cut != null) {
                return cut;
            }
            String order = String.join(
                    ":", available.stream().map(header -> header.name().toLowerCase(Locale.ROOT)).toList());
            return Inspected.of(new Part("HEADER_ORDER", null, order.getBytes(UTF_8)));
        };
    }

    private static FieldReader fingerprint(
            String location, Function<WafRequest, @Nullable String> value, String fallback) {
        return evaluation -> {
            String found = value.apply(evaluation.request);
            return found == null || found.isEmpty()
                    ? Inspected.decided(Truth.of("MATCH".equals(fallback)))
                    : Inspected.of(new Part(location, null, found.getBytes(UTF_8)));
        };
    }

    private static FieldReader fragment(@Nullable String fallback) {
        return evaluation -> {
            String fragment = evaluation.request.fragment();
            if (fragment == null) {
                return Inspected.UNKNOWN;
            }
            return fragment.isEmpty()
                    ? Inspected.decided(Truth.of("MATCH".equals(fallback)))
                    : Inspected.of(new Part("URI_FRAGMENT", null, fragment.getBytes(UTF_8)));
        };
    }

    /** Whether there are more headers than are inspected; a log holds no more of them than AWS WAF received. */
    private static boolean isCut(Evaluation evaluation, List<Header> available) {
        boolean was = evaluation.wasOversize("REQUEST_HEADERS");
        if (was) {
            evaluation.oversize.add("REQUEST_HEADERS");
        }
        return was || available.size() < evaluation.request.headers().size();
    }

    private static List<Header> available(Evaluation evaluation) {
        List<Header> headers = evaluation.request.headers();
        int bytes = 0;
        for (int i = 0; i < headers.size(); i++) {
            bytes += headers.get(i).name().length() + headers.get(i).value().length();
            if (bytes > HEADER_BYTES || i == HEADER_COUNT) {
                evaluation.oversize.add("REQUEST_HEADERS");
                return headers.subList(0, i);
            }
        }
        return headers;
    }

    /** The answer for content that is longer than what AWS WAF inspects; null to inspect what there is. */
    static @Nullable Inspected oversize(boolean tooLong, @Nullable String handling) {
        if (!tooLong || handling == null) {
            return null;
        }
        return switch (handling) {
            case "MATCH" -> Inspected.decided(Truth.TRUE);
            case "NO_MATCH" -> Inspected.decided(Truth.FALSE);
            default -> null;
        };
    }
}
