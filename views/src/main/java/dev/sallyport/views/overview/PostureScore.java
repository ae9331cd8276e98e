package dev.sallyport.views.overview;

import dev.sallyport.core.distribution.Distribution;
import dev.sallyport.core.distribution.Finding;
import dev.sallyport.core.distribution.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One number for the posture, and why it is not 100. Each finding takes points by its severity, and all findings of one
 * severity together take no more than its cap, so that many small ones never weigh like a grave one.
 *
 * @param score from 0 to 100
 * @param reasons heaviest first, findings of one kind together
 * @param sum the arithmetic, such as {@code 100 − 20 (1 high) − 6 (1 medium) = 74}
 * @param distributions how many were looked at
 */
record PostureScore(int score, List<Reason> reasons, String sum, int distributions) {
    /**
     * One kind of finding, wherever it is.
     *
     * @param points that its findings take before the cap
     * @param places the distributions that have it
     */
    record Reason(Severity severity, String title, int points, List<Place> places) {}

    /** A distribution. */
    record Place(String id, String name) {}

    /** What one finding takes, and what all of that severity take at most. */
    private record Weight(int points, int cap) {}

    private static final Map<Severity, Weight> WEIGHTS = new EnumMap<>(Map.of(
            Severity.CRITICAL, new Weight(40, 100),
            Severity.HIGH, new Weight(20, 60),
            Severity.MEDIUM, new Weight(6, 30),
            Severity.LOW, new Weight(2, 10),
            Severity.INFO, new Weight(0, 0)));

    /** How the score is counted, as the hover says it. */
    static final String RULES =
            """
            100 less what the findings take:
            critical 40 each; high 20 each, at most 60;
            medium 6 each, at most 30; low 2 each, at most 10.""";

    static PostureScore of(List<Distribution> distributions) {
        Map<String, Reason> reasons = new LinkedHashMap<>();
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        for (Distribution distribution : distributions) {
            for (Finding finding : distribution.findings()) {
                int points = weight(finding.severity()).points();
                if (points > 0) {
                    counts.merge(finding.severity(), 1, Integer::sum);
                    Place place = new Place(distribution.id(), distribution.name());
                    reasons.merge(
                            finding.id() + ' ' + finding.severity(),
                            new Reason(finding.severity(), finding.title(), points, List.of(place)),
                            PostureScore::together);
                }
            }
        }
        int lost = 0;
        StringBuilder sum = new StringBuilder("100");
        for (Severity severity : List.of(Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM, Severity.LOW)) {
            int count = counts.getOrDefault(severity, 0);
            int taken = Math.min(count * weight(severity).points(), weight(severity).cap());
            if (count > 0) {
                lost += taken;
                sum.append(" − ").append(taken).append(" (").append(count).append(' ').append(severity.word()).append(')');
            }
        }
        int score = Math.max(0, 100 - lost);
        List<Reason> heaviest = reasons.values().stream()
                .sorted(Comparator.comparing(Reason::severity)
                        .thenComparingInt(Reason::points)
                        .reversed()
                        .thenComparing(Reason::title))
                .toList();
        return new PostureScore(
                score, heaviest, sum.append(" = ").append(score).toString(), distributions.size());
    }

    /** The score in one word. */
    String word() {
        boolean grave = reasons.stream().anyMatch(reason -> reason.severity().isSevere());
        return grave ? "Weak" : score >= 90 ? "Sound" : "To mend";
    }

    private static Weight weight(Severity severity) {
        return WEIGHTS.getOrDefault(severity, new Weight(0, 0));
    }

    private static Reason together(Reason one, Reason other) {
        List<Place> places = new ArrayList<>(one.places());
        other.places().stream().filter(place -> !places.contains(place)).forEach(places::add);
        return new Reason(one.severity(), one.title(), one.points() + other.points(), places);
    }
}
