package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An account of three hundred distributions costs a call for each page, and one for each distribution that is opened. */
class ListedDistributionsTest {
    private final ManyDistributions account = new ManyDistributions(300, 3);
    private final AwsClients aws = account.clients();
    private final Distributions distributions = new Distributions(aws);

    @AfterEach
    void close() {
        aws.close();
    }

    private static List<String> ids(Distribution distribution) {
        return distribution.findings().stream().map(Finding::id).toList();
    }

    private static Finding found(Distribution distribution, String id) {
        return distribution.findings().stream()
                .filter(finding -> finding.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rowsCostACallForEachPage() {
        List<Integer> arrived = new ArrayList<>();
        Distributions.Listing listing = distributions.list(soFar -> {
            arrived.add(soFar.distributions().size());
            assertThat(account.asked).isEqualTo(Map.of("ListDistributions", arrived.size()));
        });
        assertThat(arrived).containsExactly(100, 200);
        assertThat(listing.distributions()).hasSize(300).extracting(Distribution::id).isSorted();
        assertThat(listing.warnings()).isEmpty();
        assertThat(account.asked).isEqualTo(Map.of("ListDistributions", 3));
    }

    /** What the list holds is judged as in the whole answer; the rest is not known, and not said to be absent. */
    @Test
    void aRowSaysWhatItDoesNotKnow() {
        Distribution row = distributions.list().distributions().getFirst();
        Distribution whole = distributions.get(row.id());
        assertThat(ids(whole)).contains("no-root-object", "no-web-acl").doesNotContain("not-seen");
        assertThat(ids(row)).doesNotContain("no-root-object", "no-legacy-logs");
        assertThat(found(row, "not-seen").severity()).isEqualTo(Severity.INFO);
        assertThat(found(row, "not-seen").evidence())
                .isEqualTo("CloudFront's list does not hold: Logging, DefaultRootObject");
        assertThat(ids(row)).filteredOn(id -> !id.equals("not-seen")).containsExactlyElementsOf(
                ids(whole).stream().filter(id -> !id.equals("no-root-object") && !id.equals("no-legacy-logs")).toList());
    }

    @Test
    void whatIsOpenedIsAskedOnceUntilTheListTellsAChange() {
        distributions.list();
        String id = ManyDistributions.id(7);
        assertThat(ids(distributions.open(id).distributions().getFirst())).contains("no-root-object");
        distributions.open(id);
        distributions.list();
        distributions.open(id);
        assertThat(account.asked).containsEntry("ListDistributions", 6).containsEntry("GetDistribution", 1);
        account.change(id);
        distributions.list();
        assertThat(distributions.open(id).distributions().getFirst().comment()).isEqualTo("V1");
        assertThat(account.asked).containsEntry("GetDistribution", 2);
    }

    /** A deployment that ends changes no configuration, so no ETag. */
    @Test
    void whatWasOpenedHasTheStatusOfTheNewestList() {
        account.status = "InProgress";
        distributions.list();
        String id = ManyDistributions.id(7);
        assertThat(distributions.open(id).distributions().getFirst().status()).isEqualTo("InProgress");
        account.status = "Deployed";
        distributions.list();
        assertThat(distributions.open(id).distributions().getFirst().status()).isEqualTo("Deployed");
        assertThat(account.asked).containsEntry("GetDistribution", 1);
    }

    @Test
    void allAreReadAgainOnlyAsFarAsTheyChanged() {
        assertThat(distributions.read().distributions()).hasSize(300).allSatisfy(
                one -> assertThat(ids(one)).contains("no-root-object").doesNotContain("not-seen"));
        assertThat(account.asked).containsEntry("GetDistribution", 300);
        account.change(ManyDistributions.id(150));
        account.change(ManyDistributions.id(299));
        assertThat(distributions.read().distributions())
                .extracting(Distribution::comment)
                .filteredOn("V1"::equals)
                .hasSize(2);
        assertThat(account.asked).containsEntry("GetDistribution", 302).containsEntry("ListDistributions", 6);
    }

    @Test
    void whoMayNotReadDetailsSeesTheRows() {
        account.denied.add("GetDistribution");
        Distributions.Listing listing = distributions.readWhole();
        assertThat(listing.distributions()).hasSize(300).allSatisfy(
                one -> assertThat(ids(one)).contains("not-seen", "no-web-acl").doesNotContain("no-root-object"));
        assertThat(listing.warnings()).anySatisfy(said -> assertThat(said)
                .contains("Only what CloudFront's list says is judged of " + ManyDistributions.id(0) + ", ")
                .endsWith("You may not call GetDistribution."));
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> distributions.open(ManyDistributions.id(0)))
                .withMessageContaining("You may not call GetDistribution.");
    }

    @Test
    void aPageThatIsRefusedLeavesTheOnesBefore() {
        account.denied.add("ListDistributions 2");
        Distributions.Listing listing = distributions.list();
        assertThat(listing.distributions()).hasSize(100);
        assertThat(listing.warnings())
                .singleElement()
                .asString()
                .startsWith("Only the first 100 distributions were listed. ");
        account.denied.add("ListDistributions");
        assertThatExceptionOfType(SallyportException.class).isThrownBy(distributions::list);
    }

    /** CloudFront's own field encryption is known from one list, and only asked for where a behavior has it. */
    @Test
    void fieldEncryptionIsReadByItsList() {
        account.fieldLevelEncryption = "C1";
        assertThat(distributions.list().distributions())
                .allSatisfy(row -> assertThat(ids(row)).contains("field-encryption-forwards-unknown").doesNotContain("policy-not-seen"));
        assertThat(account.asked).isEqualTo(Map.of("ListDistributions", 3, "ListFieldLevelEncryptionConfigs", 1));
        account.denied.add("ListFieldLevelEncryptionConfigs");
        Distribution row = distributions.list().distributions().getFirst();
        assertThat(ids(row)).doesNotContain("field-encryption-forwards-unknown");
        assertThat(found(row, "policy-not-seen").evidence()).isEqualTo("Not read: field-level encryption C1; of field-level"
                + " encryption configurations not all were read, not permitted: needs cloudfront:ListFieldLevelEncryptionConfigs");
    }
}
