package dev.sallyport.core.distribution;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A weakness seen. One condition is one finding, in however many places it is.
 *
 * @param id stable, such as {@code origin-open}
 * @param severity how much it matters
 * @param title one sentence
 * @param evidence the configuration that shows it, named so that the reader finds it again; of many places the first
 * @param fix what to change
 * @param places where it is, at least one
 * @param accepted who lives with it and why, null when nobody does
 */
public record Finding(
        String id,
        Severity severity,
        String title,
        String evidence,
        String fix,
        List<FoundAt> places,
        @Nullable Acceptance accepted) {
    /** How many places the evidence tells in full. */
    private static final int TOLD = 3;

    /** One of the distribution as a whole, without a place in a file, accepted by nobody. */
    public Finding(String id, Severity severity, String title, String evidence, String fix) {
        this(id, severity, title, evidence, fix, List.of(new FoundAt(Part.DISTRIBUTION, evidence, null)), null);
    }

    /** Whether {@code inspect --strict} fails on it. */
    public boolean counts() {
        return accepted == null && severity.isSevere();
    }

    /** Whether a part of the distribution has it. */
    public boolean isOf(Part part) {
        return places.stream().anyMatch(one -> one.part().equals(part));
    }

    /** The names of the parts of that kind that have it, each once. */
    public List<String> names(Part.Kind kind) {
        return places.stream()
                .map(FoundAt::part)
                .filter(part -> part.kind() == kind)
                .map(Part::name)
                .distinct()
                .toList();
    }

    /** Its first place in a file, null when it has none. */
    @JsonProperty("place")
    public @Nullable Place place() {
        return places.stream().map(FoundAt::place).filter(place -> place != null).findFirst().orElse(null);
    }

    /** Why it matters, and what others call it; null for an id that the catalogue does not have. */
    @JsonProperty("about")
    public Catalogue.@Nullable Entry about() {
        return Catalogue.ENTRIES.get(id);
    }

    /** The same condition, of that part alone, unless its place in the file is known already. */
    Finding of(Part part, @Nullable Place where) {
        Place known = place();
        return in(List.of(new FoundAt(part, evidence, known == null ? where : known)));
    }

    /** The same condition, its place in the file known already. */
    Finding at(@Nullable Place where) {
        return in(List.of(new FoundAt(Part.DISTRIBUTION, evidence, where)));
    }

    /** The same condition in these places alone. */
    Finding in(List<FoundAt> some) {
        return new Finding(id, severity, title, evidence(some), fix, List.copyOf(some), accepted);
    }

    private static String evidence(List<FoundAt> places) {
        String told = places.stream().limit(TOLD).map(FoundAt::evidence).collect(Collectors.joining("; "));
        int more = places.size() - TOLD;
        return more > 0 ? told + "; and " + more + (more == 1 ? " more place" : " more places") : told;
    }

    Finding acceptedBy(@Nullable Acceptance acceptance) {
        return new Finding(id, severity, title, evidence, fix, places, acceptance);
    }

    /** What tells one condition from another. */
    private record Condition(String id, Severity severity, String title, String fix) {}

    /** The same findings, each condition once with all of its places. */
    static List<Finding> together(Collection<Finding> findings) {
        Map<Condition, Finding> conditions = new LinkedHashMap<>();
        for (Finding finding : findings) {
            conditions.merge(
                    new Condition(finding.id, finding.severity, finding.title, finding.fix), finding, Finding::and);
        }
        return List.copyOf(conditions.values());
    }

    private Finding and(Finding other) {
        List<FoundAt> both = new ArrayList<>(places);
        both.addAll(other.places);
        return in(both);
    }
}
