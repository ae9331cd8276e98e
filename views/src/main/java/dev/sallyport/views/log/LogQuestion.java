package dev.sallyport.views.log;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.log.LogBrowser;
import dev.sallyport.core.log.LogKind;
import dev.sallyport.core.log.LogSequence;
import dev.sallyport.core.log.LogStore;
import dev.sallyport.core.log.ValueCount;
import dev.sallyport.core.masking.Masking;
import dev.sallyport.views.log.LogModel.Answer;
import dev.sallyport.views.log.LogModel.Chip;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a store: one condition for rows, histogram and top values.
 *
 * @param kind that is wanted; null for the first that has a source
 * @param typed the condition that the reader wrote
 * @param facet the field whose values stand first
 * @param order field to sort by; null for the order of the sources
 */
record LogQuestion(
        @Nullable LogKind kind,
        String typed,
        List<Chip> chips,
        String facet,
        @Nullable String order,
        boolean descending) {
    private static final int BARS = 96;
    private static final int TOP = 12;
    private static final int TOP_BESIDE = 5;

    private static final Map<LogKind, List<String>> FACETS = Map.of(
            LogKind.WAF, List.of("terminatingRuleId", "action", "clientIp", "country", "uri"),
            LogKind.CLOUDFRONT, List.of("sc_status", "x_edge_result_type", "c_ip", "cs_uri_stem"),
            LogKind.EDGE, List.of("function", "level", "region"));

    /** The field whose values stand first before another is chosen. */
    static String firstFacet(LogKind kind) {
        return facets(kind).getFirst();
    }

    /** The kind that has the most records more than before. */
    static Optional<LogKind> grown(Map<LogKind, Long> before, Map<LogKind, Long> after) {
        Map<LogKind, Long> more = new EnumMap<>(LogKind.class);
        after.forEach((each, count) -> more.put(each, count - before.getOrDefault(each, 0L)));
        return more.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    private static List<String> facets(LogKind kind) {
        return FACETS.getOrDefault(kind, List.of(kind.outcome()));
    }

    /** Asks, on a worker thread. */
    Answer ask(LogStore store, Masking masking) {
        List<LogKind> kinds = store.kinds();
        if (kinds.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-LOG-EMPTY", "The sources hold no record of that time.", "Look further back, or open others.");
        }
        LogKind shown = kind == null || !kinds.contains(kind) ? kinds.getFirst() : kind;
        LogBrowser browser = store.browse(shown, masking);
        List<String> fields = List.copyOf(browser.fields().keySet());
        String where = where("");
        LogSequence rows = browser.sequence(where, order != null && fields.contains(order) ? order : null, descending);
        Optional<LogBrowser.Span> span = browser.span(where);
        return new Answer(
                Stream.concat(Stream.of(typed.strip()), chips.stream().map(Chip::words))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(", ")),
                shown,
                kinds,
                store.report(),
                store.sources(),
                fields,
                rows,
                rows.rows(0, RowList.PAGE),
                span,
                span.map(all -> browser.bars(where, all.since(), all.until(), BARS, shown.outcome())).orElse(List.of()),
                facets(browser, shown, fields));
    }

    /** The values of a field as they would be without the reader's choice among them. */
    private Map<String, List<ValueCount>> facets(LogBrowser browser, LogKind shown, List<String> fields) {
        Set<String> wanted = new LinkedHashSet<>();
        wanted.add(fields.contains(facet) ? facet : firstFacet(shown));
        wanted.addAll(facets(shown));
        Map<String, List<ValueCount>> found = new LinkedHashMap<>();
        for (String field : wanted) {
            int top = found.isEmpty() ? TOP : TOP_BESIDE;
            found.put(field, browser.facet(where(field), field, top));
        }
        return found;
    }

    /** The whole condition, except for what was pressed on one field. */
    private String where(String without) {
        String all = typed;
        for (Chip chip : chips) {
            if (without.isEmpty() || !chip.field().equals(without)) {
                all = LogBrowser.and(all, chip.condition());
            }
        }
        return all;
    }
}
