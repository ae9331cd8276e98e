package dev.sallyport.core.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.distribution.Distributions;
import dev.sallyport.core.pace.Pace;
import dev.sallyport.core.shape.Shapes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudfront.model.DistributionConfig;
import software.amazon.awssdk.services.cloudfront.model.PreconditionFailedException;

/** What a guard does to AWS, each step journalled before it is taken. */
final class GuardSteps {
    private static final Duration SHORTEST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final AwsClients aws;
    private final GuardJournal journal;
    private final Heirs heirs;
    private final GuardListener listener;

    GuardSteps(AwsClients aws, GuardJournal journal, Heirs heirs, GuardListener listener) {
        this.heirs = heirs;
        this.aws = aws;
        this.journal = journal;
        this.listener = listener;
    }

    /** Makes the measures that open or add; returns the guard with the configuration that names what was made. */
    Guarded prepare(Guarded begun, Map<String, String> made) throws InterruptedException {
        return take(begun, made, false);
    }

    /** Takes the measures that close. */
    Guarded close(Guarded begun) throws InterruptedException {
        return take(begun, Map.of(), true);
    }

    private Guarded take(Guarded begun, Map<String, String> made, boolean closing) throws InterruptedException {
        Guarded guard = begun;
        for (int i = guard.begun(); i < guard.measures().size(); i++) {
            Measure measure = guard.measures().get(i);
            if (measure.closes() != closing) {
                break;
            }
            listener.step(measure.says());
            guard = journal.keep(guard.begun(i + 1));
            String id = measure.make(aws);
            guard = journal.keep(guard.made(i + 1));
            if (!measure.placeholder().isEmpty()) {
                made.put(measure.placeholder(), id);
            }
        }
        return guard;
    }

    /** The configuration with what was made in the place of the placeholders. */
    static JsonNode filled(JsonNode config, Map<String, String> made) {
        JsonNode filled = config.deepCopy();
        fill(filled, made);
        return filled;
    }

    private static void fill(JsonNode node, Map<String, String> made) {
        if (node instanceof ObjectNode object) {
            for (String name : List.copyOf(names(object))) {
                JsonNode value = object.get(name);
                String id = value.isTextual() ? made.get(value.asText()) : null;
                if (id != null) {
                    object.put(name, id);
                }
            }
        }
        node.forEach(child -> fill(child, made));
    }

    private static List<String> names(ObjectNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** A configuration and its version. */
    record Standing(JsonNode config, String eTag) {}

    /** Writes the configuration where it is still of that version. */
    Standing write(String distribution, JsonNode config, String eTag) {
        listener.step("Write the configuration of " + distribution);
        try {
            var answer = aws.cloudFront().updateDistribution(request -> request.id(distribution)
                    .ifMatch(eTag)
                    .distributionConfig(Shapes.fromJson(config, DistributionConfig.builder())));
            return new Standing(plain(Shapes.toJson(answer.distribution().distributionConfig())), answer.eTag());
        } catch (PreconditionFailedException changed) {
            throw changedElsewhere(distribution, List.of("its configuration is of another version now")).causedBy(changed);
        }
    }

    /** Waits until the edge serves what was written. */
    void deployed(String distribution) throws InterruptedException {
        listener.step("Wait until every edge location serves it");
        Pace pace = Pace.between(SHORTEST, LONGEST);
        while (!"Deployed".equals(aws.cloudFront()
                .getDistribution(request -> request.id(distribution))
                .distribution()
                .status())) {
            pace.rest();
        }
    }

    private Standing standing(String distribution) {
        Distributions.Examined examined = new Distributions(aws).examine(distribution);
        if (!examined.beyond().isEmpty()) {
            throw changedElsewhere(distribution, examined.beyond());
        }
        return new Standing(plain(examined.config()), examined.eTag());
    }

    /** As the journal gives it back, where numbers are no wider than they have to be. */
    static JsonNode plain(JsonNode config) {
        try {
            return Json.MAPPER.readTree(config.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the edge has kept of these paths proves nothing of the origin behind it. */
    void forget(String distribution, List<String> paths) throws InterruptedException {
        listener.step("Invalidate what the edge has kept of " + String.join(", ", paths));
        String id = aws.cloudFront()
                .createInvalidation(request -> request.distributionId(distribution).invalidationBatch(batch -> batch
                        .callerReference(UUID.randomUUID().toString())
                        .paths(all -> all.quantity(paths.size()).items(paths))))
                .invalidation()
                .id();
        Pace pace = Pace.between(SHORTEST, LONGEST);
        while (!"Completed".equals(aws.cloudFront()
                .getInvalidation(request -> request.distributionId(distribution).id(id))
                .invalidation()
                .status())) {
            pace.rest();
        }
    }

    /**
     * Takes back what was just begun and fails, the last step first. What it shut was open before: it is opened whoever
     * else stands before it.
     *
     * @throws SallyportException {@code SP-CHANGED-ELSEWHERE} where the configuration is neither what was found nor what
     *     was written; nothing is changed in the account then
     */
    Guarded takeBack(Guarded guard) throws InterruptedException {
        return undo(guard, (distribution, shut) -> Optional.empty());
    }

    /** As {@link #takeBack}, wherever it stands; what others need shut by now is handed to them. */
    Guarded undo(Guarded guard) throws InterruptedException {
        return undo(guard, heirs);
    }

    private Guarded undo(Guarded found, Heirs to) throws InterruptedException {
        Standing now = standing(found.distribution());
        boolean isWritten = !found.after().equals(found.before()) && !now.config().equals(found.before());
        if (isWritten && !now.eTag().equals(found.eTag()) && !now.config().equals(found.after())) {
            throw changedElsewhere(found.distribution(), differences(found.after(), now.config()));
        }
        // Before all else, and kept one by one: a kill leaves nothing to be opened twice, or by nobody.
        Guarded guard = handOver(found, to);
        requireOurs(guard.measures().subList(0, guard.made()));
        Guarded undoing = journal.keep(guard.in(GuardPhase.UNDOING));
        List<String> left = new ArrayList<>(undoing.notes());
        unmake(undoing, true, left);
        if (isWritten) {
            write(guard.distribution(), guard.before(), now.eTag());
            deployed(guard.distribution());
        }
        unmake(undoing, false, left);
        return journal.keep(undoing.undone(List.copyOf(left)));
    }

    private Guarded handOver(Guarded found, Heirs to) throws InterruptedException {
        Guarded guard = found;
        for (int i = found.made() - 1; i >= 0; i--) {
            Measure measure = found.measures().get(i);
            if (measure.closes() && !measure.locks().isEmpty()) {
                Optional<String> heir = to.inherit(found.distribution(), new Shut(measure, found.since(i)));
                if (heir.isPresent()) {
                    guard = journal.keep(guard.without(i, heir.get()));
                }
            }
        }
        return guard;
    }

    /** Of several at the same lock the last one is to be ours; taking it back leads to what the one before it left. */
    private void requireOurs(List<Measure> made) {
        Set<String> seen = new HashSet<>();
        for (Measure measure : made.reversed()) {
            if (!measure.closes() || measure.locks().isEmpty() || seen.addAll(measure.locks())) {
                measure.requireOurs(aws);
            }
        }
    }

    /** Tries again to remove the functions that had replicas at the edge, and nothing else of a guard that was taken back. */
    Guarded sweep(Guarded undone) throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Measure measure : undone.measures().subList(0, undone.begun())) {
            if (measure instanceof EdgeSigner) {
                listener.step("Take back: " + measure.says());
                measure.unmake(aws).ifPresent(left::add);
            }
        }
        undone.notes().stream().filter(note -> !EdgeSigner.waits(note)).forEach(left::add);
        return journal.keep(undone.undone(List.copyOf(left)));
    }

    private void unmake(Guarded guard, boolean closing, List<String> left) throws InterruptedException {
        for (int i = guard.begun() - 1; i >= 0; i--) {
            Measure measure = guard.measures().get(i);
            if (measure.closes() != closing) {
                continue;
            }
            listener.step("Take back: " + measure.says());
            try {
                measure.unmake(aws).ifPresent(left::add);
            } catch (SdkException e) {
                SallyportException why = AwsErrors.translate(e);
                if (i < guard.made() || why.kind() != SallyportException.Kind.REFUSED) {
                    throw e;
                }
                // Whoever may not make it may not take it back either, and most likely there is nothing to.
                left.add("Not taken back, since it was most likely not made: " + measure.says() + ". " + why.message());
            }
        }
    }

    static List<String> differences(JsonNode one, JsonNode other) {
        List<String> paths = new ArrayList<>();
        compare("", one, other, paths);
        return paths;
    }

    private static void compare(String path, JsonNode one, JsonNode other, List<String> paths) {
        if (one.equals(other)) {
            return;
        }
        if (one instanceof ObjectNode before && other instanceof ObjectNode after) {
            ObjectNode both = Json.MAPPER.createObjectNode();
            both.setAll(before);
            both.setAll(after);
            for (String name : names(both)) {
                compare(path.isEmpty() ? name : path + "." + name, before.path(name), after.path(name), paths);
            }
        } else {
            paths.add(path);
        }
    }

    static SallyportException changedElsewhere(String distribution, List<String> what) {
        return SallyportException.refused(
                "SP-CHANGED-ELSEWHERE",
                "Someone else changed " + distribution + " meanwhile: " + String.join(", ", what) + ".",
                "Look at it with sallyport inspect " + distribution + ", then plan again.");
    }
}
