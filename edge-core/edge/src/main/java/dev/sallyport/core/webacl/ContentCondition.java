package dev.sallyport.core.webacl;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sallyport.core.webacl.Inspected.Part;
import dev.sallyport.core.webacl.Verdict.Seen;
import dev.sallyport.core.webacl.transform.TextTransformations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.wafv2.model.TextTransformation;

/**
 * A statement about the content of a part of the request: it matches when any of the contents does, after the text
 * transformations.
 */
record ContentCondition(FieldReader field, List<Named> transformations, Tier tier, Probe probe)
        implements Condition {
    private static final Set<String> SECRET =
            Set.of("authorization", "cookie", "proxy-authorization", "x-api-key", "x-amz-security-token", "set-cookie");

    /** A text transformation, and what AWS calls it. */
    record Named(String name, UnaryOperator<byte[]> transformation) {}

    /** Says of one content whether it matches. */
    @FunctionalInterface
    interface Probe {
        Found test(Part part, byte[] content);
    }

    /** What was found in one content. */
    record Found(Truth truth, @Nullable MatchDetail detail) {
        static final Found NOTHING = new Found(Truth.FALSE, null);

        static Found of(Truth truth) {
            return new Found(truth, null);
        }
    }

    /** The transformations in their priority; null when one of them is not known here. */
    static @Nullable List<Named> transformations(List<TextTransformation> wanted) {
        List<Named> found = new ArrayList<>();
        List<TextTransformation> ordered = wanted.stream()
                .sorted(Comparator.comparingInt(one -> one.priority() == null ? 0 : one.priority()))
                .toList();
        for (TextTransformation one : ordered) {
            UnaryOperator<byte[]> transformation =
                    TextTransformations.named(String.valueOf(one.typeAsString())).orElse(null);
            if (transformation == null) {
                return null;
            }
            if (!"NONE".equals(one.typeAsString())) {
                found.add(new Named(one.typeAsString(), transformation));
            }
        }
        return found;
    }

    @Override
    public Match test(Evaluation evaluation) {
        Inspected inspected = field.read(evaluation);
        Truth decided = inspected.decided();
        if (decided != null) {
            return Match.of(decided, Tier.EXACT);
        }
        Truth truth = inspected.incomplete() ? Truth.UNKNOWN : Truth.FALSE;
        List<MatchDetail> details = List.of();
        List<Seen> saw = new ArrayList<>();
        for (Part part : inspected.parts()) {
            byte[] content = part.bytes();
            for (Named named : transformations) {
                content = named.transformation.apply(content);
            }
            Found found = probe.test(part, content);
            truth = truth.or(found.truth);
            boolean matched = found.truth == Truth.TRUE;
            if (evaluation.tracing && (matched || saw.size() < 3)) {
                saw.add(seen(part, content, matched));
            }
            if (matched) {
                details = found.detail == null ? List.of() : List.of(found.detail);
                break;
            }
        }
        return new Match(truth, truth == Truth.UNKNOWN ? Tier.UNKNOWN : tier, details, saw);
    }

    private Seen seen(Part part, byte[] content, boolean matched) {
        String name = part.name();
        boolean secret = part.location().equals("COOKIE") || (name != null && SECRET.contains(name.toLowerCase(Locale.ROOT)));
        String text = secret ? "(masked)" : new String(content, 0, Math.min(content.length, 160), UTF_8);
        return new Seen(
                name == null ? part.location() : part.location() + " " + name,
                transformations.stream().map(Named::name).toList(),
                text,
                matched);
    }
}
