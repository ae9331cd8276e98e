package dev.sallyport.core.distribution;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One number for the posture, and why it is not 100. Each finding that nobody accepted takes points by its severity, and
 * all findings of one severity together take no more than its cap, so that many small ones never weigh like a grave one.
 * What the reasons take adds up: 100 less all their points is the score.
 *
 * @param score from 0 to 100
 * @param reasons heaviest first, findings of one kind together
 * @param sum the arithmetic, such as {@code 100 − 20 (1 high) − 6 (1 medium) = 74}
 * @param distributions how many were looked at
 * @param partly of how many of them part was not judged, since it is not known; what it hides takes no points
 */
public record PostureScore(int score, List<Reason> reasons, String sum, int distributions, int partly) {
    /**
     * One kind of finding, wherever it is.
     *
     * @param id of the finding
     * @param findings how many there are
     * @param points that they take from the score: their share of what their severity takes
     * @param places the distributions that have it
     */
    public record Reason(
            String id, Severity severity, String title, int findings, int points, List<Place> places) {}

    /** A distribution. */
    public record Place(String id, String name) {}

    /** What one finding takes, and what all of that severity take at most. */
    private record Weight(int points, int cap) {}

    private static final Map<Severity, Weight> WEIGHTS = new EnumMap<>(Map.of(
            Severity.CRITICAL, new Weight(40, 100),
            Severity.HIGH, new Weight(20, 60),
            Severity.MEDIUM, new Weight(6, 30),
            Severity.LOW, new Weight(2, 10)));

    /** How the score is counted, for a reader. */
    public static final String RULES =
            """
            100 less what the findings take:
            critical 40 each; high 20 each, at most 60;
            medium 6 each, at most 30; low 2 each, at most 10.""";

    /** The score of all these distributions together. */
    public static PostureScore of(List<Distribution> distributions) {
        List<Reason> kinds = kinds(distributions);
        List<Reason> reasons = new ArrayList<>();
        int left = 100;
        StringBuilder sum = new StringBuilder("100");
        for (Severity severity : WEIGHTS.keySet().stream().sorted(Comparator.reverseOrder()).toList()) {
            List<Reason> ofIt = kinds.stream().filter(kind -> kind.severity() == severity).toList();
            int count = ofIt.stream().mapToInt(Reason::findings).sum();
            int taken = Math.min(left, taken(severity, count));
            left -= taken;
            reasons.addAll(shared(taken, count, ofIt));
            if (count > 0) {
                sum.append(" − ").append(taken).append(" (").append(count).append(' ').append(severity.word()).append(')');
            }
        }
        long partly = distributions.stream()
                .filter(each -> each.findings().stream().anyMatch(finding -> NotSeen.IDS.contains(finding.id())))
                .count();
        return new PostureScore(
                left, reasons, sum.append(" = ").append(left).toString(), distributions.size(), Math.toIntExact(partly));
    }

    private static int taken(Severity severity, int findings) {
        Weight weight = WEIGHTS.getOrDefault(severity, new Weight(0, 0));
        return Math.min(weight.cap(), findings * weight.points());
    }

    /** The kinds of findings that take points, the most frequent first; their points are still to come. */
    private static List<Reason> kinds(List<Distribution> distributions) {
        Map<String, Reason> kinds = new LinkedHashMap<>();
        for (Distribution distribution : distributions) {
            Place place = new Place(distribution.id(), distribution.name());
            for (Finding finding : distribution.findings()) {
                if (finding.accepted() == null && WEIGHTS.containsKey(finding.severity())) {
                    kinds.merge(
                            finding.id() + ' ' + finding.severity(),
                            new Reason(finding.id(), finding.severity(), finding.title(), 1, 0, List.of(place)),
                            PostureScore::together);
                }
            }
        }
        return kinds.values().stream()
                .sorted(Comparator.comparingInt(Reason::findings).reversed().thenComparing(Reason::title))
                .toList();
    }

    private static Reason together(Reason one, Reason other) {
        List<Place> places = new ArrayList<>(one.places());
        other.places().stream().filter(place -> !places.contains(place)).forEach(places::add);
        return new Reason(one.id(), one.severity(), one.title(), one.findings() + other.findings(), 0, places);
    }

    /** Shares points out by the number of findings, in whole points that add up. */
    private static List<Reason> shared(int points, int findings, List<Reason> kinds) {
        List<Reason> shared = new ArrayList<>();
        long upTo = 0;
        long given = 0;
        for (Reason kind : kinds) {
            upTo += kind.findings();
            long due = Math.ceilDiv(points * upTo, findings) - given;
            given += due;
            shared.add(new Reason(
                    kind.id(), kind.severity(), kind.title(), kind.findings(), (int) due, kind.places()));
        }
        return shared;
    }

    /** The score in one word. */
    public String word() {
        boolean grave = reasons.stream().anyMatch(reason -> reason.severity().isSevere());
        return grave ? "Weak" : score >= 90 ? "Sound" : "To mend";
    }
}
