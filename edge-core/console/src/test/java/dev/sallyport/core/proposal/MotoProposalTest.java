package dev.sallyport.core.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.MotoServer;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.proposal.Proposals.Traffic;
import dev.sallyport.core.proposal.Proposals.Wanted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.wafv2.Wafv2Client;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Against an AWS WAF that others wrote. */
class MotoProposalTest {
    @TempDir
    private Path folder;

    @Test
    void aChangeGoesThereAndBack() throws Exception {
        try (MotoServer moto = MotoServer.start();
                Wafv2Client waf = moto.clientOf(Wafv2Client.builder()).build();
                Session session = Session.over(
                        new Session.Embedded(
                                MotoServer.KEYS, ApacheHttpClient.create(), moto.endpoint(), domain -> Optional.empty(), () -> {}),
                        AccountChoice.ofSandbox())) {
            Acl acl = Acl.create(waf, "edge", "CLOUDFRONT");
            WebACL before = acl.read().webACL();
            Proposals proposals = new Proposals(session, new Home(folder));
            Proposal proposal = proposals.propose(
                            new Wanted("edge", null, null, List.of(new RuleEdit("admin", "block", null, null))),
                            new Traffic.None())
                    .proposal();
            assertThat(proposal.capacity().after()).as("moto computes none").isNull();
            assertThat(proposal.notes()).singleElement().asString().contains("unknown");
            assertThat(proposals.apply(proposal.id(), "").holds()).isTrue();
            WebACL applied = acl.read().webACL();
            assertThat(applied.rules().getFirst().action().block()).isNotNull();
            assertThat(AclJson.differences(AclJson.of(before), AclJson.of(applied))).isEqualTo(proposal.diff());
            acl.changeElsewhere(77);
            assertThat(proposals.get(proposal.id()).state()).isEqualTo(ProposalState.APPLIED);
            acl.changeElsewhere(2000);
            assertThat(proposals.undo(proposal.id(), "").holds()).isTrue();
            assertThat(acl.read().webACL()).isEqualTo(before);
        }
    }
}
