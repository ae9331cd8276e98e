package dev.sallyport.core.shield;

import dev.sallyport.core.masking.Masking;
import java.util.List;
import java.util.Set;

/**
 * What Shield knows about one attack.
 *
 * @param attack the attack itself
 * @param counters its volume
 * @param properties who contributed how much
 * @param mitigations what Shield did
 */
public record AttackDetail(
        Attack attack, List<Counter> counters, List<Property> properties, List<String> mitigations) {
    /** Properties whose contributors are addresses with a query. See Shield API Reference, "AttackProperty". */
    private static final Set<String> ADDRESSES =
            Set.of("DESTINATION_URL", "REFERRER", "WORDPRESS_PINGBACK_REFLECTOR", "WORDPRESS_PINGBACK_SOURCE");

    /**
     * A volume over the time of the attack.
     *
     * @param name of the counter
     * @param max largest value
     * @param average mean value
     * @param sum of all
     * @param n how many values
     * @param unit of the values
     */
    public record Counter(String name, double max, double average, double sum, int n, String unit) {}

    /**
     * One breakdown of an attack.
     *
     * @param layer {@code NETWORK} or {@code APPLICATION}
     * @param identifier such as {@code SOURCE_COUNTRY}
     * @param total of all contributors
     * @param unit of the values
     * @param top the largest contributors first
     */
    public record Property(String layer, String identifier, long total, String unit, List<Contributor> top) {}

    /** The same, with the queries of addresses masked. */
    public AttackDetail masked(Masking masking) {
        List<Property> shown = properties.stream()
                .map(property -> new Property(
                        property.layer(),
                        property.identifier(),
                        property.total(),
                        property.unit(),
                        property.top().stream()
                                .map(one -> ADDRESSES.contains(property.identifier())
                                        ? new Contributor(masking.url(one.name()), one.value())
                                        : one)
                                .toList()))
                .toList();
        return new AttackDetail(attack, counters, shown, mitigations);
    }

    /** One contributor and its share, in the property's unit. */
    public record Contributor(String name, long value) {}
}
