package dev.sallyport.core.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.firewall.ReplayResult;
import dev.sallyport.core.proposal.Proposals.Traffic;
import dev.sallyport.core.proposal.Proposals.Wanted;
import dev.sallyport.core.webacl.Acls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatchlogs.model.InputLogEvent;
import software.amazon.awssdk.services.wafv2.model.WebACL;

/** Proposals on the sandbox: what they change, what they refuse, and what is left when they are undone. */
class ProposalsTest {
    private static final String CORE = "AWS-" + Acl.CORE;

    @TempDir
    private Path folder;

    private Home home;
    private Session session;
    private Proposals proposals;
    private Acl acl;

    @BeforeEach
    void open() {
        home = new Home(folder.resolve("home"));
        session = SandboxSession.open(new Home(folder.resolve("aws"))).session();
        proposals = new Proposals(session, home);
        acl = Acl.create(session.clients().waf("us-east-1"), "edge", "CLOUDFRONT");
    }

    @AfterEach
    void close() {
        session.close();
    }

    private Proposals.Proposed propose(Traffic traffic, RuleEdit... edits) {
        return proposals.propose(new Wanted("edge", null, null, List.of(edits)), traffic);
    }

    private Proposal propose(RuleEdit... edits) {
        return propose(new Traffic.None(), edits).proposal();
    }

    private Proposal proposeFile(Consumer<ObjectNode> change) throws Exception {
        ObjectNode whole = Json.MAPPER.createObjectNode();
        whole.set("WebACL", AclJson.of(acl.read().webACL()));
        whole.put("LockToken", acl.read().lockToken());
        change.accept((ObjectNode) whole.get("WebACL"));
        Path file = Files.writeString(folder.resolve("acl.json"), whole.toString());
        return proposals.propose(new Wanted("edge", null, file, List.of()), new Traffic.None()).proposal();
    }

    private static RuleEdit action(String rule, String action) {
        return new RuleEdit(rule, action, null, null);
    }

    private static SallyportException refused(ThrowingCallable work) {
        return assertThatExceptionOfType(SallyportException.class).isThrownBy(work).actual();
    }

    private static void assertRefused(String code, ThrowingCallable work) {
        assertThat(refused(work).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "admin, block, Rules[admin].Action, {\"Block\":{}}",
        "admin, CHALLENGE, Rules[admin].Action, {\"Challenge\":{}}",
        "answered, captcha, Rules[answered].Action, {\"Captcha\":{}}",
        "AWS-AWSManagedRulesCommonRuleSet, count, Rules[AWS-AWSManagedRulesCommonRuleSet].OverrideAction, {\"Count\":{}}",
    })
    void anActionIsChanged(String rule, String to, String path, String after) {
        List<Difference> diff = propose(action(rule, to)).diff();
        assertThat(diff).singleElement().satisfies(one -> {
            assertThat(one.path()).isEqualTo(path);
            assertThat(String.valueOf(one.after())).isEqualTo(after);
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        CORE + "/NoUserAgent_HEADER; count; NoUserAgent_HEADER; none → {\"Name\":\"NoUserAgent_HEADER\",\"ActionToUse\":{\"Count\":{}}}",
        "AWS/AWSManagedRulesCommonRuleSet/SizeRestrictions_BODY; block; SizeRestrictions_BODY].ActionToUse; {\"Count\":{}} → {\"Block\":{}}",
        "AWSManagedRulesCommonRuleSet/SizeRestrictions_BODY; none; SizeRestrictions_BODY; → none",
    })
    void anActionInsideAGroupIsOverridden(String rule, String to, String path, String sentence) {
        assertThat(propose(action(rule, to)).diff()).singleElement().satisfies(one -> {
            assertThat(one.path())
                    .startsWith("Rules[" + CORE + "].Statement.ManagedRuleGroupStatement.RuleActionOverrides[" + path);
            assertThat(one.sentence()).endsWith(sentence);
        });
    }

    @Test
    void severalEditsAreOneProposal() {
        var statement = AclJson.parsed("{\"GeoMatchStatement\":{\"CountryCodes\":[\"FR\"]}}");
        Proposal proposal = propose(action("admin", "block"), new RuleEdit("rate", "count", 100L, statement));
        assertThat(proposal.diff()).extracting(Difference::path)
                .containsExactly(
                        "Rules[admin].Action",
                        "Rules[rate].Statement.RateBasedStatement.Limit",
                        "Rules[rate].Statement.RateBasedStatement.ScopeDownStatement",
                        "Rules[rate].Action");
        assertThat(proposal.capacity().after()).isEqualTo(Objects.requireNonNull(proposal.capacity().before()) + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "nope, block, SP-RULE, 'admin, AWS-AWSManagedRulesCommonRuleSet, rate, answered'",
        "nope/x, block, SP-RULE, admin",
        CORE + "/nope, count, SP-RULE, NoUserAgent_HEADER",
        "admin, deny, SP-ACTION, 'count, block, allow, captcha, challenge or none'",
        "admin, none, SP-ACTION, runs no rule group",
        "rate, allow, SP-ACTION, rate-based",
        CORE + ", block, SP-ACTION, /RULE",
        CORE + "/NoUserAgent_HEADER, deny, SP-ACTION, challenge",
        "admin, count, SP-NO-CHANGE, edge",
        "ShieldMitigationRuleGroup_111122223333_x, count, SP-RULE-MANAGED, Shield",
    })
    void whatCannotBeIsRefusedByName(String rule, String to, String code, String named) {
        SallyportException e = refused(() -> propose(action(rule, to)));
        assertThat(e.code()).isEqualTo(code);
        assertThat(e.message() + " " + e.next()).contains(named);
        assertThat(proposals.all()).isEmpty();
    }

    /** AWS WAF Developer Guide, "Label match rule examples": Count in the group, and a rule behind it that blocks the rest. */
    @Test
    void oneRequestIsLetThroughOneRuleOfAGroupAndNoOther() throws Exception {
        RuleEdit edit = RuleEdit.except("AWS/AWSManagedRulesCommonRuleSet/NoUserAgent_HEADER", new Spared.Uri("/health"));
        Path log = Files.writeString(folder.resolve("waf.log"), stopped("/health", "h1") + "\n" + stopped("/shop", "s1") + "\n");
        Proposals.Proposed made = propose(new Traffic.Logged(List.of(log)), edit);
        ReplayResult replay = Objects.requireNonNull(made.replay());
        // What the rules behind the one that ended the group make of it no log tells; the other path is stopped as before.
        assertThat(replay.unknown()).isEqualTo(1);
        assertThat(replay.same()).isEqualTo(1);
        assertThat(replay.newlyAllowed() + replay.newlyBlocked()).isZero();
        assertThat(replay.examples()).singleElement().extracting(ReplayResult.Example::requestId).isEqualTo("h1");
        assertThat(made.proposal().diff()).extracting(Difference::path).contains("Rules[NoUserAgent_HEADER-elsewhere]");
        proposals.apply(made.proposal().id(), "");
        // A second one stands beside the first.
        assertThat(propose(RuleEdit.except(CORE + "/NoUserAgent_HEADER", new Spared.Labelled("awswaf:managed:token:accepted"))).diff())
                .singleElement()
                .extracting(Difference::sentence)
                .asString()
                .contains("NoUserAgent_HEADER-elsewhere", "LabelMatchStatement");
        proposals.undo(made.proposal().id(), "");
        assertThat(acl.read().webACL().rules()).noneMatch(rule -> rule.name().endsWith("-elsewhere"));
    }

    @Test
    void anAddressIsBlockedForAnHourAndNothingIsLeft() throws Exception {
        Path log = Files.writeString(folder.resolve("waf.log"), """
                {"timestamp":1750000000000,"action":"ALLOW","terminatingRuleId":"Default_Action","httpRequest":{"clientIp":\
                "203.0.113.7","uri":"/shop","httpMethod":"GET","requestId":"bad"}}
                {"timestamp":1750000000001,"action":"ALLOW","terminatingRuleId":"Default_Action","httpRequest":{"clientIp":\
                "203.0.113.8","uri":"/shop","httpMethod":"GET","requestId":"good"}}
                """);
        String before = AclJson.of(acl.read().webACL()).toString();
        Proposals.Proposed made = proposals.propose(
                new Wanted("edge", null, null, List.of(),
                        new Proposals.Block(List.of("203.0.113.7"), Duration.ofHours(1))),
                new Traffic.Logged(List.of(log)));
        ReplayResult replay = Objects.requireNonNull(made.replay());
        assertThat(replay.newlyBlocked()).isEqualTo(1);
        assertThat(replay.examples()).extracting(ReplayResult.Example::requestId).contains("bad");
        var waf = session.clients().waf("us-east-1");
        int sets = waf.listIPSets(request -> request.scope("CLOUDFRONT")).ipSets().size();
        String id = made.proposal().id();
        assertThat(proposals.apply(id, "flood").holds()).isTrue();
        var rule = acl.read().webACL().rules().stream().min(Comparator.comparing(one -> one.priority())).orElseThrow();
        String arn = rule.statement().ipSetReferenceStatement().arn();
        assertThat(rule.name()).startsWith("block-until-").endsWith("Z-" + id);
        var set = waf.listIPSets(request -> request.scope("CLOUDFRONT")).ipSets().stream()
                .filter(one -> one.arn().equals(arn))
                .findFirst()
                .orElseThrow();
        assertThat(waf.getIPSet(request -> request.name(set.name()).id(set.id()).scope("CLOUDFRONT")).ipSet().addresses())
                .containsExactly("203.0.113.7/32");
        assertThat(proposals.due()).isEmpty();
        proposals.undo(id, "");
        assertThat(AclJson.of(acl.read().webACL()).toString()).isEqualTo(before);
        assertThat(waf.listIPSets(request -> request.scope("CLOUDFRONT")).ipSets()).hasSize(sets);
        assertThat(proposals.get(id).barrier()).isNotNull().satisfies(one -> assertThat(one.made()).isFalse());
    }

    @Test
    void aBlockThatCannotBeAppliedLeavesNoSet() throws Exception {
        Proposal one = proposals.propose(
                        new Wanted("edge", null, null, List.of(), new Proposals.Block(List.of("2001:db8::/32"), Duration.ofMinutes(5))),
                        new Traffic.None())
                .proposal();
        proposals.apply(propose(action("admin", "block")).id(), "");
        assertRefused("SP-ACL-CHANGED", () -> proposals.apply(one.id(), ""));
        assertThat(session.clients().waf("us-east-1").listIPSets(request -> request.scope("CLOUDFRONT")).ipSets())
                .noneMatch(set -> set.name().startsWith("block-until-"));
        for (String wrong : List.of("203.0.113.7/0", "203.0.113.256", "example.com", "")) {
            assertRefused("SP-ADDRESS", () -> proposals.propose(
                    new Wanted("edge", null, null, List.of(), new Proposals.Block(List.of(wrong), Duration.ofHours(1))),
                    new Traffic.None()));
        }
    }

    private static String stopped(String uri, String id) {
        return """
                {"timestamp":1750000000000,"formatVersion":1,"action":"BLOCK","terminatingRuleId":"%s",\
                "terminatingRuleType":"MANAGED_RULE_GROUP","ruleGroupList":[{"ruleGroupId":"AWS#AWSManagedRulesCommonRuleSet",\
                "terminatingRule":{"ruleId":"NoUserAgent_HEADER","action":"BLOCK"},"nonTerminatingMatchingRules":[]}],\
                "labels":[{"name":"awswaf:managed:aws:core-rule-set:NoUserAgent_Header"}],\
                "httpRequest":{"clientIp":"192.0.2.1","uri":"%s","args":"","httpMethod":"GET","headers":[],"requestId":"%s"}}"""
                .formatted(CORE, uri, id);
    }

    @Test
    void requestsAreSparedByTheRulesOfTheWebAclItself() {
        assertThat(propose(RuleEdit.except("admin", new Spared.Uri("/health"))).diff()).singleElement().satisfies(one -> {
            assertThat(one.path()).startsWith("Rules[admin].Statement");
            assertThat(String.valueOf(one.after())).contains("AndStatement", "NotStatement", "L2hlYWx0aA==");
        });
        assertThat(propose(RuleEdit.except("rate", new Spared.Uri("/health"))).diff()).singleElement()
                .extracting(Difference::path)
                .isEqualTo("Rules[rate].Statement.RateBasedStatement.ScopeDownStatement");
        assertRefused("SP-EXCEPT", () -> propose(RuleEdit.except(CORE + "/SizeRestrictions_BODY", new Spared.Uri("/x"))));
    }

    @Test
    void theVersionOfAManagedGroupIsChosen() {
        assertThat(propose(new RuleEdit(CORE, null, null, null, null, "Version_1.19")).diff()).singleElement()
                .extracting(Difference::path)
                .isEqualTo("Rules[" + CORE + "].Statement.ManagedRuleGroupStatement.Version");
        assertRefused("SP-VERSION", () -> propose(new RuleEdit(CORE, null, null, null, null, "Version_99")));
        assertRefused("SP-VERSION", () -> propose(new RuleEdit("admin", null, null, null, null, "Version_1.0")));
    }

    @Test
    void limitsAreRefusedWhereThereAreNone() {
        assertRefused("SP-LIMIT", () -> propose(new RuleEdit("admin", null, 100L, null)));
        assertRefused("SP-LIMIT", () -> propose(new RuleEdit("rate", null, 9L, null)));
        assertRefused("SP-SCOPE-DOWN", () -> propose(new RuleEdit("admin", null, null, AclJson.parsed("{}"))));
    }

    @Test
    void whatOthersKeepInTheWebAclIsNeverChanged() {
        ObjectNode managed = AclJson.parsed("""
                {"Name":"edge","PreProcessFirewallManagerRuleGroups":[{"Name":"first"}],
                 "Rules":[{"Name":"ShieldMitigationRuleGroup_1_2","Priority":10000000,"OverrideAction":{"Count":{}},
                 "Statement":{"RuleGroupReferenceStatement":{"ARN":"arn:aws:wafv2:us-east-1:1:global/rulegroup/g/1"}}}]}
                """);
        RuleEdits edits = new RuleEdits(managed, new RuleNames(session.clients().waf("us-east-1"), "CLOUDFRONT", List.of()));
        for (String rule : List.of("first", "first/inner", "ShieldMitigationRuleGroup_1_2", "g/inner", "ShieldMitigationRuleGroup_1_2/inner")) {
            assertRefused("SP-RULE-MANAGED", () -> edits.make(action(rule, "none")));
        }
        ObjectNode changed = managed.deepCopy();
        ((ObjectNode) changed.path("Rules").path(0)).putObject("OverrideAction").putObject("None");
        assertRefused("SP-RULE-MANAGED", () -> OthersRules.requireUntouched(AclJson.differences(managed, changed)));
        ObjectNode without = managed.deepCopy();
        without.remove("PreProcessFirewallManagerRuleGroups");
        assertThat(refused(() -> OthersRules.requireUntouched(AclJson.differences(managed, without))).message())
                .contains("first")
                .contains("Firewall Manager");
    }

    @Test
    void whatWasExcludedIsOverriddenOnce() {
        ObjectNode excluding = AclJson.parsed("""
                {"Name":"edge","Rules":[{"Name":"core","Statement":{"ManagedRuleGroupStatement":{"VendorName":"AWS",
                 "Name":"AWSManagedRulesCommonRuleSet","ExcludedRules":[{"Name":"NoUserAgent_HEADER"}]}}}]}
                """);
        List<String> notes = new ArrayList<>();
        RuleEdits edits = new RuleEdits(excluding, new RuleNames(session.clients().waf("us-east-1"), "CLOUDFRONT", notes));
        edits.make(action("core/NoUserAgent_HEADER", "challenge"));
        assertThat(excluding.findValue("ManagedRuleGroupStatement").toString())
                .isEqualTo("{\"VendorName\":\"AWS\",\"Name\":\"AWSManagedRulesCommonRuleSet\","
                        + "\"RuleActionOverrides\":[{\"Name\":\"NoUserAgent_HEADER\",\"ActionToUse\":{\"Challenge\":{}}}]}");
        edits.make(action("core/NoUserAgent_HEADER", "none"));
        assertThat(excluding.findValue("ManagedRuleGroupStatement").size()).isEqualTo(2);
        assertThat(notes).isEmpty();
    }

    @Test
    void whatCanBeChangedStandsInTheOrderOfEvaluation() {
        List<Editable> rules = proposals.editable(acl.arn());
        assertThat(rules).extracting(Editable::name).containsExactly("admin", CORE, "rate", "answered");
        assertThat(rules).extracting(Editable::action).containsExactly("count", "none", "block", "block");
        assertThat(rules).extracting(Editable::limit).containsExactly(null, null, 2000L, null);
        Editable core = rules.get(1);
        assertThat(core.group()).isEqualTo("AWS/" + Acl.CORE);
        assertThat(core.inside()).hasSizeGreaterThan(20);
        assertThat(core.inside()).filteredOn(inner -> !inner.action().equals("none")).singleElement().satisfies(inner -> {
            assertThat(inner.name()).isEqualTo("SizeRestrictions_BODY");
            assertThat(inner.action()).isEqualTo("count");
        });
        for (Editable rule : rules) {
            for (String action : rule.actions()) {
                if (!action.equals(rule.action())) {
                    assertThat(propose(action(rule.name(), action)).diff()).as(rule.name() + " " + action).hasSize(1);
                }
            }
        }
    }

    @Test
    void rulesOfOthersAreNoChoice() {
        ObjectNode others = AclJson.parsed("""
                {"Rules":[{"Name":"ShieldMitigationRuleGroup_1_2","Priority":10000000,"OverrideAction":{"Count":{}},
                 "Statement":{"RuleGroupReferenceStatement":{"ARN":"arn:aws:wafv2:us-east-1:1:global/rulegroup/g/1"}}},
                 {"Name":"late","Priority":7,"Action":{"Allow":{}},"Statement":{"GeoMatchStatement":{}}},
                 {"Name":"early","Priority":3,"OverrideAction":{"None":{}},"Statement":{"ManagedRuleGroupStatement":
                 {"VendorName":"AWS","Name":"AWSManagedRulesCommonRuleSet","ExcludedRules":[{"Name":"NoUserAgent_HEADER"}]}}}]}
                """);
        RuleNames groups = new RuleNames(session.clients().waf("us-east-1"), "CLOUDFRONT", new ArrayList<>());
        List<Editable> rules = Editable.of(others, groups);
        assertThat(rules).extracting(Editable::name).containsExactly("early", "late");
        assertThat(rules.getFirst().inside())
                .filteredOn(inner -> inner.action().equals("count"))
                .extracting(Editable::name)
                .containsExactly("NoUserAgent_HEADER");
    }

    @Test
    void aFileIsTheWholeWebAcl() throws Exception {
        Proposal proposal = proposeFile(json -> {
            json.remove("TokenDomains");
            json.put("Capacity", 1);
            json.remove("LabelNamespace");
        });
        assertThat(proposal.diff()).extracting(Difference::path).containsExactly("TokenDomains");
        proposals.apply(proposal.id(), "");
        assertThat(acl.read().webACL().hasTokenDomains()).isFalse();
        assertThat(refused(() -> proposals.propose(
                                new Wanted("edge", null, folder.resolve("acl.json"), List.of()), new Traffic.None()))
                        .code())
                .isEqualTo("SP-NO-CHANGE");
    }

    @Test
    void filesThatWouldLoseSomethingAreRefused() throws Exception {
        assertRefused("SP-ACL-OTHER", () -> proposeFile(json -> json.put("Name", "other")));
        assertRefused("SP-ACL-OTHER", () -> proposeFile(json -> json.put("ARN", "arn:aws:wafv2:::x")));
        assertRefused("SP-ACL-PART", () -> proposeFile(json -> json.remove("VisibilityConfig")));
        assertRefused("SP-ACL-UNKNOWN", () -> proposeFile(json -> json.put("Fresh", 1)));
        assertRefused("SP-ACL-FIXED", () -> proposeFile(json -> json.put("LabelNamespace", "mine:")));
        assertRefused("SP-RULE-MANAGED", () -> proposeFile(json ->
                json.putArray("PostProcessFirewallManagerRuleGroups").addObject().put("Name", "last").put("Priority", 1)));
        assertRefused("SP-ACL-MISSING", () -> proposals.propose(
                new Wanted("edge", null, folder.resolve("none.json"), List.of()), new Traffic.None()));
        assertThat(proposals.all()).isEmpty();
    }

    @Test
    void aStaleFileIsProposedWithAWord() throws Exception {
        Files.writeString(
                folder.resolve("stale.json"), "{\"LockToken\":\"old\",\"WebACL\":" + AclJson.of(acl.read().webACL()).put("Description", "x") + "}");
        Proposal proposal = proposals.propose(
                        new Wanted("edge", null, folder.resolve("stale.json"), List.of()), new Traffic.None())
                .proposal();
        assertThat(proposal.notes()).singleElement().asString().contains("was changed after");
    }

    @Test
    void moreCapacityThanThereIsIsRefused() {
        RuleEdit[] edits = {new RuleEdit("rate", null, null, statements(600))};
        assertRefused("SP-ACL-CAPACITY", () -> propose(edits));
        Proposal dear = propose(new RuleEdit("rate", null, null, statements(100)));
        assertThat(dear.notes()).singleElement().asString().contains("1500").contains("costs more");
    }

    /** An Or of so many byte matches with ten WCU each. */
    private static ObjectNode statements(int many) {
        ObjectNode or = Json.MAPPER.createObjectNode();
        var list = or.putObject("OrStatement").putArray("Statements");
        for (int i = 0; i < many; i++) {
            list.add(AclJson.parsed("""
                    {"ByteMatchStatement":{"SearchString":"YWJj","PositionalConstraint":"CONTAINS",
                     "FieldToMatch":{"UriPath":{}},"TextTransformations":[{"Priority":0,"Type":"NONE"}]}}
                    """));
        }
        return or;
    }

    private Path log(String... lines) throws Exception {
        return Files.write(folder.resolve("waf.jsonl"), List.of(lines));
    }

    private static String line(String arn, String id, String client, String uri, String headers) {
        return "{\"timestamp\":1,\"formatVersion\":1,\"webaclId\":\"" + arn + "\",\"terminatingRuleId\":\"Default_Action\","
                + "\"terminatingRuleType\":\"REGULAR\",\"action\":\"ALLOW\",\"ruleGroupList\":[{\"ruleGroupId\":\"AWS#" + Acl.CORE + "\",\"terminatingRule\":null,"
                + "\"nonTerminatingMatchingRules\":[],\"excludedRules\":null}],\"httpRequest\":{\"clientIp\":\"" + client
                + "\",\"country\":\"DE\",\"headers\":[" + headers + "],\"uri\":\"" + uri
                + "\",\"args\":\"\",\"httpVersion\":\"HTTP/2.0\",\"httpMethod\":\"GET\",\"requestId\":\"" + id + "\"},\"labels\":[]}";
    }

    @Test
    void likelyFalsePositivesAreRanked() throws Exception {
        String arn = Acls.ARN;
        Path log = log(
                line(arn, "1", "192.0.2.1", "/admin/report", ""),
                line(arn, "2", "192.0.2.1", "/", ""),
                line(arn, "3", "192.0.2.2", "/admin/report", ""),
                line(arn, "4", "192.0.2.3", "/admin/login", "{\"name\":\"Cookie\",\"value\":\"a=b\"}"),
                line(arn, "5", "192.0.2.4", "/admin.php", ""));
        Proposals.Proposed made = propose(new Traffic.Logged(List.of(log)), action("admin", "block"));
        ReplayResult replay = Objects.requireNonNull(made.replay());
        assertThat(replay.newlyBlocked()).isEqualTo(4);
        assertThat(replay.same()).isEqualTo(1);
        assertThat(replay.suspects())
                .containsExactly(
                        new ReplayResult.Suspect("admin", "/admin/report", 2, 2, 1, 0),
                        new ReplayResult.Suspect("admin", "/admin/login", 1, 1, 0, 1));
        assertThat(made.proposal().evidence()).isEqualTo("5 requests: 1 same, 4 newly blocked, 0 newly allowed, 0 unknown");
        assertThat(proposals.get(made.proposal().id())).isEqualTo(made.proposal());
    }

    @Test
    void theOwnLogIsReplayedAndNoOthers() {
        assertRefused("SP-NOT-LOGGED", () -> propose(new Traffic.Recent(Duration.ofHours(1)), action("admin", "block")));
        var logs = session.clients().logs("us-east-1");
        logs.createLogGroup(request -> request.logGroupName("aws-waf-logs-edge"));
        logs.createLogStream(request -> request.logGroupName("aws-waf-logs-edge").logStreamName("s"));
        acl.waf().putLoggingConfiguration(request -> request.loggingConfiguration(logging -> logging.resourceArn(acl.arn())
                .logDestinationConfigs("arn:aws:logs:us-east-1:111122223333:log-group:aws-waf-logs-edge")));
        Proposals.Proposed quiet = propose(new Traffic.Recent(Duration.ofHours(1)), action("admin", "block"));
        assertThat(Objects.requireNonNull(quiet.replay()).requests()).isZero();
        long now = System.currentTimeMillis();
        List<String> lines = List.of(
                line(acl.arn(), "1", "192.0.2.1", "/admin", ""), line(Acls.ARN, "2", "192.0.2.1", "/admin", ""));
        logs.putLogEvents(request -> request.logGroupName("aws-waf-logs-edge")
                .logStreamName("s")
                .logEvents(lines.stream()
                        .map(text -> InputLogEvent.builder()
                                .timestamp(now)
                                .message(text)
                                .build())
                        .toList()));
        Proposals.Proposed made = propose(new Traffic.Recent(Duration.ofHours(1)), action("admin", "block"));
        ReplayResult replay = Objects.requireNonNull(made.replay());
        assertThat(replay.requests()).isEqualTo(1);
        assertThat(replay.newlyBlocked()).isEqualTo(1);
        assertThat(made.proposal().logs()).singleElement().asString().startsWith("aws-waf-logs-edge in us-east-1 since ");
    }

    @Test
    void appliedAndUndoneNothingElseHasChanged() throws Exception {
        WebACL before = acl.read().webACL();
        List<Object> state = acl.state();
        Proposal proposal = propose(action("admin", "block"), action(CORE + "/NoUserAgent_HEADER", "count"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                        home.root().resolve("proposals/111122223333/" + proposal.id() + ".json"))))
                .isEqualTo("rw-------");
        assertThat(acl.state()).as("a proposal changes nothing").isEqualTo(state);

        Changed applied = proposals.apply(proposal.id(), "promoted after a week in Count");
        assertThat(applied.holds()).isTrue();
        WebACL after = acl.read().webACL();
        assertThat(after.rules().getFirst().action().block()).isNotNull();
        assertThat(AclJson.differences(AclJson.of(before), AclJson.of(after))).isEqualTo(proposal.diff());
        assertRefused("SP-NOTHING-TO-APPLY", () -> proposals.apply(proposal.id(), ""));

        assertThat(proposals.toUndo("edge", null).id()).isEqualTo(proposal.id());
        assertThat(proposals.standing(acl.arn())).map(Proposal::id).contains(proposal.id());
        assertThat(proposals.undo(proposal.id(), "").holds()).isTrue();
        assertThat(acl.read().webACL()).isEqualTo(before);
        assertRefused("SP-NOTHING-TO-UNDO", () -> proposals.undo(proposal.id(), ""));
        assertRefused("SP-NOTHING-TO-UNDO", () -> proposals.toUndo("edge", null));
        assertThat(proposals.standing(acl.arn())).isEmpty();

        Ledger ledger = new Ledger(home, Clock.systemUTC());
        assertThat(ledger.entries())
                .extracting(entry -> entry.action() + " " + entry.outcome() + " " + entry.reason())
                .containsExactly(
                        "firewall.apply begun promoted after a week in Count",
                        "firewall.apply applied promoted after a week in Count",
                        "firewall.undo begun ",
                        "firewall.undo undone ");
        assertThat(ledger.entries().getFirst().details())
                .containsEntry("proposal", proposal.id())
                .containsEntry("diff.Rules[admin].Action", "Rules[admin].Action: {\"Count\":{}} → {\"Block\":{}}");
        assertThat(proposals.apply(proposal.id(), "").holds()).as("what was undone can be applied again").isTrue();
    }

    @Test
    void theLastIsUndoneFirst() throws Exception {
        Proposal one = propose(action("admin", "block"));
        proposals.apply(one.id(), "");
        Proposal two = propose(new RuleEdit("rate", null, 100L, null));
        proposals.apply(two.id(), "");
        assertThat(refused(() -> proposals.undo(one.id(), "")).message())
                .contains("Rules[rate].Statement.RateBasedStatement.Limit: 2000 → 100");
        assertThat(proposals.toUndo("edge", null).id()).isEqualTo(two.id());
        proposals.undo(two.id(), "");
        assertThat(proposals.toUndo(acl.arn(), null).id()).isEqualTo(one.id());
        proposals.undo(one.id(), "");
    }

    @Test
    void whatSomeoneElseChangedIsNotRunOver() throws Exception {
        Proposal proposal = propose(action("admin", "block"));
        acl.changeElsewhere(500);
        List<Object> theirs = acl.state();
        SallyportException e = refused(() -> proposals.apply(proposal.id(), ""));
        assertThat(e.code()).isEqualTo("SP-ACL-CHANGED");
        assertThat(e.kind()).isEqualTo(SallyportException.Kind.REFUSED);
        assertThat(e.message()).contains("Rules[rate].Statement.RateBasedStatement.Limit: 2000 → 500");
        assertThat(acl.state()).isEqualTo(theirs);

        Proposal again = propose(action("admin", "block"));
        proposals.apply(again.id(), "");
        acl.changeElsewhere(600);
        List<Object> later = acl.state();
        assertThat(refused(() -> proposals.undo(again.id(), "")).message())
                .contains("Rules[rate].Statement.RateBasedStatement.Limit: 500 → 600");
        assertThat(acl.state()).isEqualTo(later);
        assertThat(proposals.toUndo("edge", null).state()).isEqualTo(ProposalState.APPLIED);
    }

    @Test
    void whatAwsKeepsOtherwiseIsSaid() throws Exception {
        // The sandbox, as an AWS that takes no such change, keeps the application's attributes as they were.
        Proposal proposal = proposeFile(json -> json.set("ApplicationConfig", AclJson.parsed("""
                {"Attributes":[{"Name":"team","Values":["edge"]}]}""")));
        Changed applied = proposals.apply(proposal.id(), "");
        assertThat(applied.holds()).isFalse();
        assertThat(applied.different()).extracting(Difference::path).containsExactly("ApplicationConfig");
        assertThat(refused(() -> proposals.undo(proposal.id(), "")).code()).isEqualTo("SP-NOTHING-TO-UNDO");
    }

    @Test
    void theSameNameInBothScopesIsAsked() {
        Acl regional = Acl.create(session.clients().waf("us-east-1"), "edge", "REGIONAL");
        assertRefused("SP-ACL-AMBIGUOUS", () -> propose(action("admin", "block")));
        Proposal proposal = proposals.propose(
                        new Wanted("edge", "regional", null, List.of(action("admin", "block"))), new Traffic.None())
                .proposal();
        assertThat(proposal.acl()).isEqualTo(new Target("edge", regional.id(), regional.arn(), "REGIONAL", "us-east-1"));
        assertThat(proposals.propose(
                                new Wanted(acl.arn(), null, null, List.of(action("admin", "block"))), new Traffic.None())
                        .proposal()
                        .acl()
                        .id())
                .isEqualTo(acl.id());
        assertRefused("SP-USAGE", () -> proposals.propose(new Wanted("edge", "global", null, List.of()), new Traffic.None()));
        assertRefused("SP-NOT-FOUND", () -> proposals.propose(new Wanted("none", null, null, List.of()), new Traffic.None()));
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        Proposal proposal = propose(action("admin", "block"));
        proposals.apply(proposal.id(), "");
        Path file = home.root().resolve("proposals/111122223333/zzzzz.json");
        for (String text : new @Nullable String[] {"{\"id\":", "{}", Json.MAPPER.writeValueAsString(proposal)}) {
            Files.writeString(file, text);
            SallyportException e = refused(() -> proposals.toUndo("edge", null));
            assertThat(e.code()).isEqualTo("SP-PROPOSAL-DAMAGED");
            assertThat(e.message()).contains(file.toString());
        }
        assertThat(proposals.undo(proposal.id(), "").holds()).as("the one that is named itself").isTrue();
        assertRefused("SP-NOT-FOUND", () -> {
            Files.delete(file);
            proposals.apply("../" + proposal.id(), "");
        });
    }
}
