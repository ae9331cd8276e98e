package dev.sallyport.core.guard;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.proof.Proof;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One guard of a distribution, as the journal keeps it.
 *
 * @param distribution its id
 * @param name of what was made for it
 * @param phase where it stands
 * @param who ARN of the caller
 * @param began when
 * @param changes what was planned
 * @param measures all of them, in the order in which they are made
 * @param begun how many of the measures were begun
 * @param made how many of them were made for certain; one that was begun and not made may be there or not
 * @param before the configuration that was found
 * @param after the configuration that was written; the same as {@code before} until then
 * @param eTag of {@code after}, once CloudFront has taken it; empty until then
 * @param proofs what was proved last
 * @param notes what stays for now after it was taken back
 * @param times when each of those that were made was; fewer in a journal of before
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Guarded(
        String distribution,
        String name,
        GuardPhase phase,
        String who,
        Instant began,
        List<Change> changes,
        List<Measure> measures,
        int begun,
        int made,
        JsonNode before,
        JsonNode after,
        String eTag,
        List<Proof> proofs,
        List<String> notes,
        List<Instant> times) {

    /** A journal of before times were kept has none. */
    public Guarded {
        times = times == null ? List.of() : List.copyOf(times);
    }

    Guarded in(GuardPhase now) {
        return new Guarded(
                distribution, name, now, who, began, changes, measures, begun, made, before, after, eTag, proofs,
                notes, times);
    }

    Guarded begun(int measure) {
        return new Guarded(
                distribution, name, phase, who, began, changes, measures, measure, made, before, after, eTag, proofs,
                notes, times);
    }

    Guarded made(int measure) {
        List<Instant> all = timed();
        while (all.size() < measure) {
            all.add(Instant.now());
        }
        return new Guarded(
                distribution, name, phase, who, began, changes, measures, begun, measure, before, after, eTag,
                proofs, notes,
                List.copyOf(all));
    }

    private List<Instant> timed() {
        List<Instant> all = new ArrayList<>();
        for (int i = 0; i < made; i++) {
            all.add(since(i));
        }
        return all;
    }

    /** When a measure was made; where a journal of before does not tell, when the guard began. */
    Instant since(int measure) {
        return measure < times.size() ? times.get(measure) : began;
    }

    /**
     * The same with what somebody else shut, in its place among what this guard shut: what was shut later is opened before
     * it. Where it is not known when that was, it was before all of that.
     */
    Guarded inheriting(Shut shut) {
        if (measures.subList(0, made).contains(shut.measure())) {
            return this;
        }
        Instant since = shut.since();
        int place = made;
        while (place > 0 && (since == null || !since(place - 1).isBefore(since))) {
            place--;
        }
        List<Measure> all = new ArrayList<>(measures);
        all.add(place, shut.measure());
        List<Instant> when = timed();
        when.add(place, since != null ? since : made == 0 ? began : since(0));
        return new Guarded(
                distribution, name, phase, who, began, changes, List.copyOf(all), begun + 1, made + 1, before, after,
                eTag,
                proofs, notes, List.copyOf(when));
    }

    /** The same without a measure that somebody else holds from now on. */
    Guarded without(int measure, String note) {
        List<Measure> all = new ArrayList<>(measures);
        all.remove(measure);
        List<Instant> when = timed();
        when.remove(measure);
        List<String> told = new ArrayList<>(notes);
        told.add(note);
        return new Guarded(
                distribution, name, phase, who, began, changes, List.copyOf(all), begun - 1, made - 1, before, after,
                eTag,
                proofs, List.copyOf(told), List.copyOf(when));
    }

    /** The same with what was made in the place of the placeholders. */
    Guarded naming(Map<String, String> ids) {
        List<Change> named = changes.stream()
                .map(change -> new Change(
                        change.finding(), change.path(), change.before(), named(change.after(), ids)))
                .toList();
        return new Guarded(
                distribution, name, phase, who, began, named, measures, begun, made, before, after, eTag, proofs,
                notes, times);
    }

    private static String named(String text, Map<String, String> ids) {
        String named = text;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            named = named.replace(id.getKey(), id.getValue());
        }
        return named;
    }

    Guarded writing(JsonNode config) {
        return new Guarded(
                distribution, name, phase, who, began, changes, measures, begun, made, before, config, "", proofs,
                notes, times);
    }

    Guarded written(JsonNode config, String version) {
        return new Guarded(
                distribution, name, phase, who, began, changes, measures, begun, made, before, config, version,
                proofs, notes, times);
    }

    Guarded proved(List<Proof> found) {
        return new Guarded(
                distribution, name, phase, who, began, changes, measures, begun, made, before, after, eTag, found,
                notes, times);
    }

    Guarded undone(List<String> left) {
        return new Guarded(
                distribution, name, GuardPhase.UNDONE, who, began, changes, measures, begun, made, before, after,
                eTag, proofs, left, times);
    }

    /** Whether everything that was asked holds. */
    public boolean holds() {
        return phase == GuardPhase.HOLDS;
    }
}
