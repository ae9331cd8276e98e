package dev.sallyport.core.sandbox.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.GetLayerVersionResponse;

/**
 * A layer with its versions.
 *
 * @param last the highest number ever given; numbers are not reused
 * @param versions by number
 */
record StoredLayer(String name, long last, Map<Long, Version> versions) {
    /**
     * One version.
     *
     * @param answer what GetLayerVersion tells
     * @param policy who may use it, as JSON; null for nobody but the account
     */
    record Version(GetLayerVersionResponse answer, @Nullable JsonNode policy) {}

    StoredLayer with(long number, Version version) {
        Map<Long, Version> all = new TreeMap<>(versions);
        all.put(number, version);
        return new StoredLayer(name, Math.max(last, number), all);
    }

    StoredLayer without(long number) {
        Map<Long, Version> all = new TreeMap<>(versions);
        all.remove(number);
        return new StoredLayer(name, last, all);
    }

    StoredLayer changed(long number, UnaryOperator<Version> change) {
        Version had = versions.get(number);
        return had == null ? this : with(number, change.apply(had));
    }
}
