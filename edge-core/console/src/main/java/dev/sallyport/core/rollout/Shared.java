package dev.sallyport.core.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.Blueprints;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the account keeps of a stack for everyone who works on it.
 *
 * @param format of this document; a later one is left alone
 * @param line which document it is: one that was removed and made anew has another
 * @param serial grows by one with every change of a line
 * @param holder who is at work on the stack; null while nobody is
 * @param known what is known of the stack
 * @param rollout the last one; null where none is known
 */
record Shared(
        int format, String line, long serial, @Nullable Holder holder, Known known, @Nullable Rollout rollout) {
    private static final int FORMAT = 1;

    /**
     * Who works on a stack.
     *
     * @param token of that work
     * @param who ARN of the caller
     * @param owner the process
     */
    record Holder(String token, String who, Owner owner) {}

    /** As it may lie in the account: no value of a parameter that has {@code NoEcho}, and no version that needs one. */
    static Shared of(
            String line, long serial, @Nullable Holder holder, Known known, @Nullable Rollout rollout) {
        Map<String, String> given = rollout == null ? Map.of() : rollout.parameters();
        return of(line, serial, holder, known, rollout, Secrets.of(Blueprints.all(), given, known));
    }

    static Shared of(
            String line, long serial, @Nullable Holder holder, Known known, @Nullable Rollout rollout, Secrets secrets) {
        return new Shared(FORMAT, line, serial, holder, without(secrets, known), rollout == null ? null : without(secrets, rollout));
    }

    /** Who is at work there; null where nobody is, or whose work has one of these tokens. */
    @Nullable Holder other(List<String> tokens) {
        return holder == null || tokens.contains(holder.token()) ? null : holder;
    }

    private static Known without(Secrets secrets, Known known) {
        if (secrets.parameters().isEmpty()) {
            return known;
        }
        SortedMap<String, JsonNode> documents = new TreeMap<>(known.documents());
        documents.values().removeIf(secrets::isIn);
        List<Known.Good> goods = known.goods().stream()
                .filter(good -> !names(secrets, good.values()) && !names(secrets, good.parameters()))
                .toList();
        return new Known(known.versions(), documents, goods, known.leftovers(), known.seconds(), known.held());
    }

    private static Rollout without(Secrets secrets, Rollout rollout) {
        if (secrets.parameters().isEmpty()) {
            return rollout;
        }
        Map<String, String> good = rollout.lastGood();
        Staged staged = rollout.staged();
        return new Rollout(
                rollout.stack(),
                rollout.blueprint(),
                plain(secrets, rollout.parameters()),
                rollout.phase(),
                secrets.isIn(rollout.note()) ? Secrets.MASK : rollout.note(),
                rollout.started(),
                rollout.updated(),
                rollout.proofs().stream().filter(proof -> !secrets.isIn(proof.evidence())).toList(),
                good == null || names(secrets, good) ? null : good,
                rollout.owner(),
                rollout.made(),
                staged == null ? null : staged.with(plain(secrets, staged.parameters())));
    }

    private static boolean names(Secrets secrets, Map<String, String> values) {
        return secrets.parameters().stream().anyMatch(values::containsKey);
    }

    private static Map<String, String> plain(Secrets secrets, Map<String, String> values) {
        Set<String> hidden = secrets.parameters();
        return values.entrySet().stream()
                .filter(value -> !hidden.contains(value.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** As it lies in the account. */
    byte[] bytes() {
        try {
            return Json.MAPPER.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws SallyportException {@code SP-ROLLOUT-NEWER} where a later program wrote it, of which something would be lost */
    Shared readable(String stack) {
        if (format > FORMAT) {
            throw SallyportException.refused(
                    "SP-ROLLOUT-NEWER",
                    "A later version of Sallyport keeps what the account knows of " + stack + ".",
                    "Use that version, or a later one.");
        }
        return this;
    }
}
