package dev.sallyport.core.webacl;

import dev.sallyport.core.match.Address;
import dev.sallyport.core.webacl.Evaluation.Pair;
import dev.sallyport.core.webacl.Verdict.RateResult;
import dev.sallyport.core.webacl.Verdict.Seen;
import dev.sallyport.core.webacl.transform.TextTransformations;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatement;
import software.amazon.awssdk.services.wafv2.model.RateBasedStatementCustomKey;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;

/** A rate-based statement: counts what its scope-down lets through, per aggregation instance. */
final class RateCondition implements Condition {
    private static final long DEFAULT_WINDOW = 300;

    private final RateBasedStatement statement;
    private final @Nullable Condition scope;
    private final String rule;
    private final String keyType;
    private final long limit;
    private final long window;

    private RateCondition(RateBasedStatement statement, @Nullable Condition scope, String rule) {
        this.statement = statement;
        this.scope = scope;
        this.rule = rule;
        this.keyType = Objects.requireNonNullElse(statement.aggregateKeyTypeAsString(), "IP");
        this.limit = Objects.requireNonNullElse(statement.limit(), Long.MAX_VALUE);
        this.window = Objects.requireNonNullElse(statement.evaluationWindowSec(), DEFAULT_WINDOW);
    }

    static Condition of(RateBasedStatement statement, @Nullable Condition scope, String rule) {
        return new RateCondition(statement, scope, rule);
    }

    @Override
    public Match test(Evaluation evaluation) {
        Match inScope = scope == null ? Match.EXACTLY_TRUE : scope.test(evaluation);
        if (inScope.truth() == Truth.FALSE) {
            return inScope;
        }
        String key;
        try {
            key = key(evaluation);
        } catch (HiddenException e) {
            return Match.UNKNOWN;
        }
        if (key == null) {
            // "Requests that are missing any of the components are omitted from the evaluation."
            return Match.EXACTLY_FALSE;
        }
        RateCounters.Count count = evaluation.counters.count(
                rule, key, evaluation.request.timestamp(), window, inScope.truth() == Truth.TRUE);
        boolean over = count.sure() > limit && inScope.truth() == Truth.TRUE;
        boolean perhaps = count.most() > limit;
        Truth truth = over ? Truth.TRUE : perhaps ? Truth.UNKNOWN : Truth.FALSE;
        boolean address = keyType.equals("IP") || keyType.equals("FORWARDED_IP");
        evaluation.rates.add(new RateResult(
                rule,
                keyType.equals("CUSTOM_KEYS") ? "CUSTOMKEYS" : keyType,
                address ? key : "",
                limit,
                window,
                count.sure(),
                over));
        // AWS counts approximately; a rate well off the limit is judged the same.
        return Match.of(
                truth,
                Tier.DOCUMENTED.weaker(inScope.tier()),
                List.of(new Seen("RATE " + window + " s", count.sure() + " of " + limit, over)));
    }

    /** The aggregation instance; null when the request lacks a component. */
    private @Nullable String key(Evaluation evaluation) {
        return switch (keyType) {
            case "CONSTANT" -> "";
            case "FORWARDED_IP" -> forwarded(evaluation);
            case "CUSTOM_KEYS" -> custom(evaluation);
            default -> evaluation.request.clientIp();
        };
    }

    private @Nullable String forwarded(Evaluation evaluation) {
        if (statement.forwardedIPConfig() == null) {
            return null;
        }
        String header = given(statement.forwardedIPConfig().headerName());
        hidden(evaluation.request.hidesHeader(header));
        List<String> values = evaluation.request.header(header);
        if (values.isEmpty()) {
            return null;
        }
        String first = values.getFirst().split(",", 2)[0].strip();
        boolean valid = Address.parse(first) != null;
        return valid || "MATCH".equals(statement.forwardedIPConfig().fallbackBehaviorAsString()) ? first : null;
    }

    private @Nullable String custom(Evaluation evaluation) {
        List<String> parts = new ArrayList<>();
        for (RateBasedStatementCustomKey key : statement.customKeys()) {
            String part = component(key, evaluation);
            if (part == null) {
                return null;
            }
            parts.add(part);
        }
        return String.join("\0", parts);
    }

    private @Nullable String component(RateBasedStatementCustomKey key, Evaluation evaluation) {
        WafRequest request = evaluation.request;
        if (key.header() != null) {
            String name = given(key.header().name());
            hidden(name.equalsIgnoreCase("cookie") ? request.hidesCookies() : request.hidesHeader(name));
            List<String> values = request.header(name);
            return values.isEmpty() ? null : transformed(values.getFirst(), key.header().textTransformations());
        } else if (key.cookie() != null) {
            String name = given(key.cookie().name());
            hidden(request.hidesCookie(name));
            return pair(evaluation.cookies(), name::equals, key.cookie().textTransformations());
        } else if (key.queryArgument() != null) {
            String name = given(key.queryArgument().name());
            hidden(request.hidesArgument(name));
            return pair(evaluation.arguments(), name::equalsIgnoreCase, key.queryArgument().textTransformations());
        } else if (key.queryString() != null) {
            hidden(request.hidesQuery());
            return transformed(request.args(), key.queryString().textTransformations());
        } else if (key.httpMethod() != null) {
            hidden(request.hides("method"));
            return request.method();
        } else if (key.uriPath() != null) {
            hidden(request.hides("uri"));
            return transformed(request.uri(), key.uriPath().textTransformations());
        } else if (key.ip() != null) {
            return request.clientIp();
        } else if (key.forwardedIP() != null) {
            return forwarded(evaluation);
        } else if (key.ja3Fingerprint() != null) {
            return fingerprint(request.ja3(), key.ja3Fingerprint().fallbackBehaviorAsString());
        } else if (key.ja4Fingerprint() != null) {
            return fingerprint(request.ja4(), key.ja4Fingerprint().fallbackBehaviorAsString());
        } else if (key.asn() != null) {
            hidden(request.asn() == null);
            return String.valueOf(request.asn());
        } else if (key.labelNamespace() != null) {
            String namespace = given(key.labelNamespace().namespace());
            hidden(evaluation.mayHave(LabelPattern.of(namespace, true, "")));
            String found = String.join(
                    ",", evaluation.labels.keySet().stream().filter(label -> label.startsWith(namespace)).toList());
            return found.isEmpty() ? null : found;
        }
        throw new HiddenException();
    }

    private static @Nullable String fingerprint(@Nullable String value, @Nullable String fallback) {
        return value != null && !value.isEmpty() ? value : "MATCH".equals(fallback) ? "" : null;
    }

    private static @Nullable String pair(
            List<Pair> pairs, Predicate<String> named, List<TextTransformation> transformations) {
        return pairs.stream()
                .filter(pair -> named.test(pair.name()))
                .findFirst()
                .map(pair -> transformed(pair.value(), transformations))
                .orElse(null);
    }

    private static String transformed(String text, List<TextTransformation> transformations) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<TextTransformation> ordered = transformations.stream()
                .sorted(Comparator.comparingInt(one -> one.priority() == null ? 0 : one.priority()))
                .toList();
        for (TextTransformation one : ordered) {
            bytes = TextTransformations.named(String.valueOf(one.typeAsString()))
                    .orElseThrow(HiddenException::new)
                    .apply(bytes);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** What a rule of a damaged file may lack; nobody knows what it counts then. */
    private static String given(@Nullable String value) {
        if (value == null) {
            throw new HiddenException();
        }
        return value;
    }

    private static void hidden(boolean hidden) {
        if (hidden) {
            throw new HiddenException();
        }
    }

    /** A component of the key is not known. */
    private static final class HiddenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HiddenException() {
            super("unknown component", null, false, false);
        }
    }
}
