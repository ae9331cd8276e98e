package dev.sallyport.core.decrypt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OfferTest {
    @Test
    void aStackThatSealsOffersItsRecordsFirstAndItsLogs() {
        Map<String, String> outputs = new TreeMap<>(Map.of(
                "Prefix", "((", "Suffix", "))", "KeyAlias", "alias/t", "RecordsUri", "dynamodb://t-records",
                "EdgeLogGroup", "/aws/lambda/t", "SiteBucket", "t-site", "DistributionId", "E1"));
        assertThat(Offer.ofStack("t", outputs)).containsExactly(
                new Offer("t", "dynamodb://t-records", "alias/t", "((", "))", ""),
                new Offer("t", "logs:///aws/lambda/t", "alias/t", "((", "))", ""),
                new Offer("t", "s3://t-site/", "alias/t", "((", "))", ""));
    }

    @Test
    void itsKeyRingHasTheMarkers() {
        assertThat(Offer.ofStack("t", Map.of("Prefix", "((", "Suffix", "))", "RecordsUri", "dynamodb://r", "KeyRing", "[]")))
                .containsExactly(new Offer("t", "dynamodb://r", "Key ring of t", "", "", "[]"));
    }

    @Test
    void aStackThatSealsNothingOffersNothing() {
        assertThat(Offer.ofStack("t", Map.of("EdgeLogGroup", "g", "SiteBucket", "b"))).isEmpty();
    }
}
