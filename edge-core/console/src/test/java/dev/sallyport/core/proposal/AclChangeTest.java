package dev.sallyport.core.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.FileGate;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccountChoice;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.proposal.Proposals.Traffic;
import dev.sallyport.core.proposal.Proposals.Wanted;
import dev.sallyport.core.sandbox.Sandbox;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/** What goes wrong around the write: the web ACL is what the record says, or the next run finds out. */
class AclChangeTest {
    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private Home home;
    private Faults faults;
    private Session session;
    private Proposals proposals;
    private Acl acl;
    private Proposal proposal;

    /** What the network does to calls of one operation. */
    private enum Fault { LOSES_THE_ANSWER, BREAKS, UNAVAILABLE, DENIED, CHANGED_MEANWHILE, NEWER, UNREADABLE_AFTER }

    /** Between the SDK and the sandbox. */
    private final class Faults implements SdkHttpClient {
        private final SdkHttpClient real = sandbox.transport();
        private @Nullable Fault fault;
        private int times;
        private boolean updated;

        void next(Fault what, int often) {
            fault = what;
            times = often;
        }

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            ExecutableHttpRequest through = real.prepareRequest(request);
            String operation = request.httpRequest().firstMatchingHeader("X-Amz-Target").orElse("");
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() throws IOException {
                    updated |= operation.endsWith(".UpdateWebACL");
                    boolean read = fault == Fault.NEWER || (fault == Fault.UNREADABLE_AFTER && updated);
                    if (fault == null || times == 0 || !operation.endsWith(read ? ".GetWebACL" : ".UpdateWebACL")
                            || (fault == Fault.UNREADABLE_AFTER && !read)) {
                        return through.call();
                    }
                    times--;
                    return switch (fault) {
                        case LOSES_THE_ANSWER -> {
                            through.call();
                            throw new IOException("Connection reset");
                        }
                        case BREAKS -> throw new IOException("Connection reset");
                        case UNAVAILABLE -> error("WAFUnavailableEntityException");
                        case DENIED -> error("AccessDeniedException");
                        case CHANGED_MEANWHILE -> {
                            acl.changeElsewhere(500 + times);
                            yield through.call();
                        }
                        case NEWER -> newer(through.call());
                        case UNREADABLE_AFTER -> error("AccessDeniedException");
                    };
                }

                @Override
                public void abort() {
                    through.abort();
                }
            };
        }

        private HttpExecuteResponse newer(HttpExecuteResponse said) throws IOException {
            String body = new String(said.responseBody().orElseThrow().readAllBytes(), StandardCharsets.UTF_8);
            return answer(200, body.replace("{\"Count\":{}}", "{\"Monetize\":{\"Price\":1}}"));
        }

        private static HttpExecuteResponse error(String code) {
            return answer(400, "{\"__type\":\"" + code + "\",\"message\":\"as told\"}");
        }

        private static HttpExecuteResponse answer(int status, String body) {
            return HttpExecuteResponse.builder()
                    .response(SdkHttpFullResponse.builder()
                            .statusCode(status)
                            .putHeader("Content-Type", "application/x-amz-json-1.1")
                            .build())
                    .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
                    .build();
        }

        @Override
        public String clientName() {
            return "Faulty";
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void open() {
        home = new Home(folder.resolve("home"));
        sandbox = Sandbox.open(Home.privateFolder(folder.resolve("aws")));
        faults = new Faults();
        session = Session.over(
                new Session.Embedded(
                        sandbox.credentials(), faults, sandbox.endpoint(), domain -> Optional.empty(), () -> {}), AccountChoice.ofSandbox());
        acl = Acl.create(session.clients().waf("us-east-1"), "edge", "CLOUDFRONT");
        proposals = new Proposals(session, home);
        proposal = proposals.propose(
                        new Wanted("edge", null, null, List.of(new RuleEdit("admin", "block", null, null))), new Traffic.None())
                .proposal();
    }

    @AfterEach
    void close() {
        session.close();
        sandbox.close();
    }

    private static SallyportException refused(ThrowingCallable work) {
        return assertThatExceptionOfType(SallyportException.class).isThrownBy(work).actual();
    }

    private List<String> ledger() {
        return new Ledger(home, Clock.systemUTC())
                .entries().stream().map(entry -> entry.action() + " " + entry.outcome()).toList();
    }

    private boolean blocks() {
        return acl.read().webACL().rules().getFirst().action().block() != null;
    }

    private ProposalState state() {
        return proposals.get(proposal.id()).state();
    }

    @Test
    void aLostAnswerIsNoChangeOfSomeoneElse() throws Exception {
        faults.next(Fault.LOSES_THE_ANSWER, 1);
        assertThat(proposals.apply(proposal.id(), "").holds()).isTrue();
        assertThat(blocks()).isTrue();
        assertThat(ledger()).containsExactly("firewall.apply begun", "firewall.apply applied");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsNotKnownIsFoundOutByTheNextRun(boolean arrived) throws Exception {
        faults.next(arrived ? Fault.LOSES_THE_ANSWER : Fault.BREAKS, 1000);
        if (arrived) {
            // Each try of the SDK but the first is refused for its old token; the answer to that is lost too.
            assertThat(refused(() -> proposals.apply(proposal.id(), "")).message()).contains("is not known");
        } else {
            SallyportException e = refused(() -> proposals.apply(proposal.id(), ""));
            assertThat(e.kind()).isEqualTo(SallyportException.Kind.UNAVAILABLE);
            assertThat(e.next()).contains("firewall apply " + proposal.id());
        }
        assertThat(state()).isEqualTo(ProposalState.APPLYING);
        assertThat(blocks()).isEqualTo(arrived);
        faults.next(Fault.BREAKS, 0);
        Changed again = proposals.apply(proposal.id(), "");
        assertThat(again.before()).isEqualTo(arrived);
        assertThat(again.holds()).isTrue();
        assertThat(blocks()).isTrue();
        assertThat(state()).isEqualTo(ProposalState.APPLIED);
        assertThat(ledger())
                .startsWith("firewall.apply begun", "firewall.apply unknown",
                        "firewall.apply found " + (arrived ? "applied" : "not applied") + " after it was cut short")
                .last()
                .asString()
                .contains("applied");
        proposals.undo(proposal.id(), "");
        assertThat(blocks()).isFalse();
    }

    @Test
    void anUndoThatWasCutShortIsFoundOutToo() throws Exception {
        proposals.apply(proposal.id(), "");
        faults.next(Fault.LOSES_THE_ANSWER, 1000);
        refused(() -> proposals.undo(proposal.id(), ""));
        assertThat(state()).isEqualTo(ProposalState.UNDOING);
        faults.next(Fault.BREAKS, 0);
        assertThat(proposals.toUndo("edge", null).id()).isEqualTo(proposal.id());
        Changed undone = proposals.undo(proposal.id(), "");
        assertThat(undone.before()).isTrue();
        assertThat(undone.diff()).extracting(Difference::sentence)
                .containsExactly("Rules[admin].Action: {\"Block\":{}} → {\"Count\":{}}");
        assertThat(blocks()).isFalse();
        assertThat(state()).isEqualTo(ProposalState.UNDONE);
    }

    /** As a kill leaves it: the state is on the disk, the web ACL was or was not changed. */
    private void killed(ProposalState state) throws IOException {
        Home.writePrivate(
                home.root().resolve("proposals/111122223333/" + proposal.id() + ".json"),
                Json.MAPPER.writeValueAsBytes(proposal.in(state, Instant.now(), null)));
    }

    @Test
    void aKillBeforeTheWriteLeavesNothingToUndo() throws Exception {
        killed(ProposalState.APPLYING);
        SallyportException e = refused(() -> proposals.undo(proposals.toUndo("edge", null).id(), ""));
        assertThat(e.code()).isEqualTo("SP-NOTHING-TO-UNDO");
        assertThat(e.message()).contains("was not applied");
        assertThat(state()).isEqualTo(ProposalState.PROPOSED);
        killed(ProposalState.APPLYING);
        assertThat(proposals.apply(proposal.id(), "").before()).isFalse();
        assertThat(blocks()).isTrue();
    }

    @Test
    void aKillAfterTheWriteIsUndone() throws Exception {
        proposals.apply(proposal.id(), "");
        killed(ProposalState.APPLYING);
        assertThat(proposals.undo(proposals.toUndo("edge", null).id(), "").holds()).isTrue();
        assertThat(blocks()).isFalse();
    }

    @Test
    void aKillAndAnotherChangeAreExplained() throws Exception {
        killed(ProposalState.APPLYING);
        acl.changeElsewhere(900);
        for (ThrowingCallable work : List.<ThrowingCallable>of(
                () -> proposals.apply(proposal.id(), ""), () -> proposals.undo(proposal.id(), ""))) {
            SallyportException e = refused(work);
            assertThat(e.code()).isEqualTo("SP-ACL-CHANGED");
            assertThat(e.message()).contains("Limit: 2000 → 900");
        }
    }

    @Test
    void whatIsUnavailableForAMomentIsTriedAgain() throws Exception {
        faults.next(Fault.UNAVAILABLE, 3);
        assertThat(proposals.apply(proposal.id(), "").holds()).isTrue();
        assertThat(blocks()).isTrue();
    }

    @Test
    void whatIsRefusedIsNotApplied() {
        faults.next(Fault.DENIED, 1);
        assertThat(refused(() -> proposals.apply(proposal.id(), "")).code()).isEqualTo("SP-DENIED");
        assertThat(state()).isEqualTo(ProposalState.PROPOSED);
        assertThat(ledger()).containsExactly("firewall.apply begun", "firewall.apply SP-DENIED");
        assertThat(blocks()).isFalse();
    }

    @Test
    void aChangeBetweenReadAndWriteIsNotRunOver() {
        faults.next(Fault.CHANGED_MEANWHILE, 1);
        SallyportException e = refused(() -> proposals.apply(proposal.id(), ""));
        assertThat(e.code()).isEqualTo("SP-ACL-CHANGED");
        assertThat(e.message()).contains("Limit: 2000 → 500");
        assertThat(blocks()).isFalse();
        assertThat(state()).isEqualTo(ProposalState.PROPOSED);
    }

    @Test
    void whatThisProgramDoesNotKnowIsNeverWrittenBackWithoutIt() {
        List<Object> before = acl.state();
        faults.next(Fault.NEWER, 1000);
        SallyportException e = refused(() -> proposals.apply(proposal.id(), ""));
        assertThat(e.code()).isEqualTo("SP-ACL-NEWER");
        assertThat(e.message()).contains("Rules[admin].Action.Monetize");
        assertThat(refused(() -> proposals.propose(
                                new Wanted("edge", null, null, List.of(new RuleEdit("rate", null, 10L, null))),
                                new Traffic.None()))
                        .code())
                .isEqualTo("SP-ACL-NEWER");
        faults.next(Fault.NEWER, 0);
        assertThat(acl.state()).isEqualTo(before);
    }

    @Test
    void whatCannotBeReadAgainIsAppliedAllTheSame() throws Exception {
        faults.next(Fault.UNREADABLE_AFTER, 1);
        SallyportException e = refused(() -> proposals.apply(proposal.id(), ""));
        assertThat(e.code()).isEqualTo("SP-DENIED");
        assertThat(e.message()).startsWith(proposal.id() + " is applied, but the web ACL edge could not be read again");
        assertThat(blocks()).isTrue();
        assertThat(state()).isEqualTo(ProposalState.APPLIED);
        assertThat(ledger()).last().isEqualTo("firewall.apply applied, not read again");
        assertThat(proposals.undo(proposal.id(), "").holds()).isTrue();
    }

    @Test
    void oneAtATime() throws Exception {
        try (FileGate _ = new ProposalFiles(home, "111122223333").lock()) {
            assertThat(refused(() -> proposals.apply(proposal.id(), "")).code()).isEqualTo("SP-PROPOSAL-BUSY");
        }
        assertThat(proposals.apply(proposal.id(), "").holds()).isTrue();
    }

    @Test
    void withoutALedgerNothingIsChanged() throws Exception {
        Files.writeString(home.root().resolve("ledger"), "no folder");
        assertThat(refused(() -> proposals.apply(proposal.id(), "")).code()).isIn("SP-LEDGER", "SP-HOME");
        assertThat(blocks()).isFalse();
        assertThat(state()).isEqualTo(ProposalState.PROPOSED);
    }

    @Test
    void aReadOnlySessionProposesAndDoesNotApply() {
        try (Session reader = Session.over(
                new Session.Embedded(
                        sandbox.credentials(), faults, sandbox.endpoint(), domain -> Optional.empty(), () -> {}),
                new AccountChoice(true, null, null, null, true))) {
            Proposals read = new Proposals(reader, home);
            Proposal made = read.propose(
                            new Wanted("edge", null, null, List.of(new RuleEdit("admin", "captcha", null, null))),
                            new Traffic.None())
                    .proposal();
            long calls = reader.calls();
            assertThat(refused(() -> read.apply(made.id(), "")).code()).isEqualTo("SP-READ-ONLY");
            assertThat(refused(() -> read.undo(made.id(), "")).code()).isEqualTo("SP-READ-ONLY");
            assertThat(reader.calls()).isEqualTo(calls);
        }
    }
}
