package dev.sallyport.core.decrypt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A source that can be chosen instead of typed, with the keys and markers that go with it.
 *
 * @param origin where it is known from, such as the name of a stack
 * @param source as {@link Sources} takes it; empty where only the keys are offered
 * @param key of KMS, or a file with a private key or a key ring
 * @param prefix empty where a key ring has its own
 * @param suffix likewise
 * @param ring the key ring in JSON of which {@code key} is only the name; else empty
 */
public record Offer(String origin, String source, String key, String prefix, String suffix, String ring) {

    /** What the outputs of a stack that seals fields name: its records, its log groups and its buckets. */
    public static List<Offer> ofStack(String stack, Map<String, String> outputs) {
        String prefix = outputs.getOrDefault("Prefix", "");
        String suffix = outputs.getOrDefault("Suffix", "");
        String ring = outputs.getOrDefault("KeyRing", "");
        String key = ring.isEmpty() ? outputs.getOrDefault("KeyAlias", "") : "Key ring of " + stack;
        if (prefix.isEmpty() || suffix.isEmpty()) {
            return List.of();
        }
        List<Offer> offers = new ArrayList<>();
        outputs.forEach((name, value) -> {
            String source = name.equals("RecordsUri") ? value
                    : name.endsWith("LogGroup") ? "logs://" + value
                    : name.endsWith("Bucket") ? "s3://" + value + "/"
                    : "";
            if (!source.isEmpty()) {
                offers.add(new Offer(stack, source, key, ring.isEmpty() ? prefix : "", ring.isEmpty() ? suffix : "", ring));
            }
        });
        // The records themselves come first.
        offers.sort((a, b) -> Boolean.compare(b.source().startsWith("dynamodb:"), a.source().startsWith("dynamodb:")));
        return offers;
    }
}
