package dev.sallyport.core.distribution;

import static dev.sallyport.core.distribution.ApiForm.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.GivenFile;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Findings that are known and lived with, from a file that is kept beside the code: JSON or YAML, a list of
 * {@code finding}, {@code distribution} (its id, logical id or address), {@code path} (the path pattern of a behavior) or
 * {@code origin} (its id) for that one alone, {@code reason}, {@code person} and {@code expires} (the last day, ISO 8601).
 */
public final class Acceptances {
    private static final List<String> NEEDED = List.of("finding", "distribution", "reason", "person", "expires");
    private static final List<String> NARROWER = List.of("path", "origin");

    private record Entry(String finding, String distribution, String path, String origin, Acceptance acceptance) {
        private boolean isOf(Distribution one, Finding found) {
            return finding.equals(found.id()) && distribution.equals(one.id());
        }

        private boolean isOf(FoundAt place) {
            return (path.isEmpty() || place.part().equals(Part.behavior(path)))
                    && (origin.isEmpty() || place.part().equals(Part.origin(origin)));
        }

        private String said() {
            String one = path.isEmpty() ? origin : path;
            return finding + " of " + distribution + (one.isEmpty() ? "" : ", " + one);
        }
    }

    /**
     * Distributions whose accepted findings say so.
     *
     * @param warnings entries that have expired and those that match nothing, one sentence each
     */
    public record Applied(List<Distribution> distributions, List<String> warnings) {}

    private final Path file;
    private final List<Entry> entries;

    private Acceptances(Path file, List<Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /**
     * Reads such a file.
     *
     * @throws SallyportException {@code SP-FILE} when it cannot be read, {@code SP-ACCEPT} when an entry lacks a member, has
     *     one that is not known, a path that says nothing, or a date that is none
     */
    public static Acceptances read(Path file) {
        JsonNode list = tree(file);
        if (!list.isArray()) {
            throw unfit(file + " is no list in JSON or YAML.");
        }
        List<Entry> entries = new ArrayList<>();
        for (JsonNode item : list) {
            entries.add(entry(file + ", entry " + (entries.size() + 1), item));
        }
        return new Acceptances(file, List.copyOf(entries));
    }

    private static JsonNode tree(Path file) {
        String text;
        try {
            text = new String(GivenFile.read(file, GivenFile.DOCUMENT), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw SallyportException.badInput("SP-FILE", "Cannot read " + file + ".", "Check the file's name and rights.")
                    .causedBy(e);
        }
        try {
            return Json.MAPPER.readTree(text);
        } catch (JsonProcessingException notJson) {
            @Nullable JsonNode yaml = Yaml.read(text);
            if (yaml == null) {
                throw unfit(file + " is no list in JSON or YAML.").causedBy(notJson);
            }
            return yaml;
        }
    }

    private static Entry entry(String where, JsonNode item) {
        for (String member : NEEDED) {
            if (!isSaid(item.path(member))) {
                throw unfit(where + " has no " + member + ".");
            }
        }
        // An entry without a path holds for every behavior: one that was left empty would accept too much.
        for (String member : NARROWER) {
            if (item.has(member) && !isSaid(item.path(member))) {
                throw unfit(where + " has a member " + member + " that says nothing.");
            }
        }
        if (item.has("path") && item.has("origin")) {
            throw unfit(where + " names a path and an origin: no finding is of both.");
        }
        item.properties().forEach(member -> {
            if (!NEEDED.contains(member.getKey()) && !NARROWER.contains(member.getKey())) {
                throw unfit(where + " has " + member.getKey() + ", which is not known.");
            }
        });
        try {
            return new Entry(
                    text(item, "finding"),
                    text(item, "distribution"),
                    text(item, "path"),
                    text(item, "origin"),
                    new Acceptance(text(item, "reason"), text(item, "person"), LocalDate.parse(text(item, "expires"))));
        } catch (DateTimeParseException e) {
            throw unfit(where + " expires on " + text(item, "expires") + ", which is no date.").causedBy(e);
        }
    }

    private static boolean isSaid(JsonNode value) {
        return value.isTextual() && !value.textValue().isBlank();
    }

    private static SallyportException unfit(String sentence) {
        return SallyportException.badInput(
                "SP-ACCEPT",
                sentence,
                "Give a list of finding, distribution, path or origin (if need be), reason, person and expires (YYYY-MM-DD).");
    }

    /** Marks the findings that an entry accepts which has not expired on {@code today}. */
    public Applied to(List<Distribution> distributions, LocalDate today) {
        Set<Entry> matched = new HashSet<>();
        List<Distribution> applied = distributions.stream()
                .map(one -> one.with(one.findings().stream()
                        .flatMap(finding -> applied(one, finding, today, matched).stream())
                        .toList()))
                .toList();
        List<String> warnings = new ArrayList<>();
        for (Entry entry : entries) {
            if (!matched.contains(entry)) {
                warnings.add(file + " accepts " + entry.said() + ", which is not found: remove the entry.");
            } else if (entry.acceptance().expires().isBefore(today)) {
                warnings.add(file + " accepted " + entry.said() + " until " + entry.acceptance().expires()
                        + ": ask " + entry.acceptance().person() + ".");
            }
        }
        return new Applied(applied, warnings);
    }

    /** Split into what is open and what is accepted, where not all of its places are accepted alike. */
    private List<Finding> applied(Distribution one, Finding finding, LocalDate today, Set<Entry> matched) {
        Map<Optional<Acceptance>, List<FoundAt>> split = new LinkedHashMap<>();
        List<Entry> ofIt = entries.stream().filter(entry -> entry.isOf(one, finding)).toList();
        for (FoundAt place : finding.places()) {
            Optional<Acceptance> acceptance = Optional.empty();
            for (Entry entry : ofIt) {
                if (entry.isOf(place)) {
                    matched.add(entry);
                    acceptance = entry.acceptance().expires().isBefore(today)
                            ? acceptance
                            : Optional.of(entry.acceptance());
                }
            }
            split.computeIfAbsent(acceptance, each -> new ArrayList<>()).add(place);
        }
        return split.entrySet().stream()
                .map(part -> finding.in(part.getValue()).acceptedBy(part.getKey().orElse(null)))
                .toList();
    }
}
