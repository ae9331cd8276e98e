package dev.sallyport.core.distribution;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is known of every finding apart from where it is: {@code assets/findings/catalogue.json}, by the finding's id. */
public final class Catalogue {
    /** Of all ids, in their order. */
    public static final Map<String, Entry> ENTRIES = read();

    private Catalogue() {}

    /**
     * One kind of finding.
     *
     * @param why it matters, one or two sentences
     * @param source the page that says so
     * @param securityHub controls of AWS Security Hub that look for it, too
     * @param prowler checks of Prowler likewise
     * @param cis recommendations of a benchmark of the Center for Internet Security, with its name
     */
    public record Entry(String why, String source, List<String> securityHub, List<String> prowler, List<String> cis) {
        /** What others call it, each with whose it is, such as {@code Security Hub CloudFront.6}. */
        public List<String> alsoKnownAs() {
            return Stream.of(
                            securityHub.stream().map(id -> "Security Hub " + id),
                            prowler.stream().map(id -> "Prowler " + id),
                            cis.stream().map(id -> "CIS " + id))
                    .flatMap(ids -> ids)
                    .toList();
        }
    }

    private static Map<String, Entry> read() {
        try (InputStream in = Catalogue.class.getResourceAsStream("/sallyport/findings/catalogue.json")) {
            return new TreeMap<>(Json.MAPPER.readValue(in, new TypeReference<Map<String, Entry>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
