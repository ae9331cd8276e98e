package dev.sallyport.views.decrypt;

import dev.sallyport.core.decrypt.Found;
import dev.sallyport.core.decrypt.KeyRing;
import dev.sallyport.core.decrypt.Permission;
import dev.sallyport.core.decrypt.Permission.Answer;
import dev.sallyport.core.decrypt.RingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whether a field may be opened, by what was asked of its keys.
 *
 * @param answer yes where one key may be used; unknown while or where not all were answered
 * @param word in a few words
 * @param reason in sentences; empty where nothing is to be said
 */
record FieldState(Answer answer, String word, String reason) {

    static FieldState of(Found found, KeyRing ring, Map<RingKey, Permission> answers) {
        List<RingKey> keys = ring.of(found);
        if (keys.isEmpty()) {
            return new FieldState(Answer.NO, "No key", "The key ring names no key for this marker.");
        }
        List<Permission> known = new ArrayList<>();
        for (RingKey key : keys) {
            Permission answer = answers.get(key);
            if (answer == null) {
                return new FieldState(Answer.UNKNOWN, "Asking", "KMS is being asked.");
            }
            known.add(answer);
        }
        String reasons = known.stream()
                .map(Permission::reason)
                .filter(each -> !each.isEmpty())
                .distinct()
                .collect(Collectors.joining("\n"));
        if (known.stream().anyMatch(Permission::granted)) {
            boolean isLocal = keys.stream().allMatch(RingKey.Local.class::isInstance);
            return new FieldState(Answer.YES, isLocal ? "Key is here" : "Yes", reasons);
        }
        Permission worst = known.stream()
                .filter(each -> each.answer() == Answer.UNKNOWN)
                .findFirst()
                .orElse(known.getFirst());
        return new FieldState(worst.answer(), worst.cause(), reasons);
    }
}
