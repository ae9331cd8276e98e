package dev.sallyport.core.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.Home;
import dev.sallyport.core.account.Identity;
import dev.sallyport.core.account.SandboxSession;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.blueprint.Blueprint;
import dev.sallyport.core.blueprint.BlueprintParameter;
import dev.sallyport.core.blueprint.Blueprints;
import dev.sallyport.core.blueprint.OwedProof;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each blueprint declares that its stacks owe, against what runs, where the stack has nothing to show for it. */
@SuppressWarnings("NullAway.Init")
class OwedProofsTest {
    private static final List<String> VIEWER = List.of("viewer-answers");
    private static final List<String> WEB_ACL = List.of("web-acl-attached", "attack-blocked");
    private static final List<String> ORIGIN = List.of(
            "origin-refuses-direct",
            "origin-refuses-unsigned",
            "origin-refuses-forged",
            "origin-refuses-late",
            "origin-refuses-elsewhere");
    private static final List<String> PRIVATE = List.of("functions-private");
    private static final List<String> SITE = List.of("site-answers", "every-origin-refuses");
    private static final List<String> BOOK = List.of("book-stored", "book-found", "book-removed");
    private static final List<String> PAGES = List.of(
            "function-version:render-page",
            "page:/",
            "page:/ssr",
            "page-cached:/ssr",
            "page:/edgessr",
            "page-cached:/edgessr",
            "bucket-refuses-unsigned");
    private static final List<String> SEALED =
            List.of("function-version:encrypt-and-sign", "field-sealed", "field-opens", "application-opens");
    private static final List<String> STANDING = List.of("edge-seals");
    private static final List<String> DEVICES =
            List.of("component-deployable", "component-on-devices", "components-kept");

    @TempDir
    private static Path folder = Path.of("");

    private static Session session;
    private static Proofs proofs;

    @BeforeAll
    static void open() {
        Home home = new Home(folder);
        session = SandboxSession.open(home).session();
        Identity me = session.identity();
        proofs = new Proofs(session.clients(), new Ledger(home, Clock.systemUTC()), me.arn(), me.account(), lag -> Duration.ZERO);
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @SafeVarargs
    private static List<String> all(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }

    static List<Arguments> variants() {
        List<String> methods = List.of("methods-signed");
        List<String> signer = List.of("function-version:sign-origin");
        List<String> api = all(VIEWER, WEB_ACL, ORIGIN, methods, PRIVATE);
        return List.of(
                Arguments.of("api-perimeter", Map.of("ApiType", "REST"), all(api, signer)),
                Arguments.of("api-perimeter", Map.of("ApiType", "HTTP"), all(api, signer)),
                Arguments.of(
                        "api-perimeter",
                        Map.of("ApiType", "REST", "ShieldAdvanced", "true"),
                        all(api, List.of("shield-as-asked"), signer)),
                Arguments.of("field-encryption", Map.of("WebAcl", "true"), all(api, SEALED)),
                Arguments.of(
                        "field-encryption",
                        Map.of("WebAcl", "false", "PublicKeyFile", "key.pem"),
                        all(VIEWER, ORIGIN, methods, PRIVATE, SEALED.subList(0, 2))),
                Arguments.of(
                        "field-encryption",
                        Map.of("Origin", "https://abc.lambda-url.eu-west-1.on.aws", "OriginKind", "function", "WebAcl", "false"),
                        all(VIEWER, ORIGIN, PRIVATE, SEALED.subList(0, 1), STANDING)),
                Arguments.of(
                        "field-encryption",
                        Map.of("Origin", "https://app.example.com", "OriginKind", "other"),
                        all(VIEWER, List.of("web-acl-attached"), PRIVATE, SEALED.subList(0, 1), STANDING)),
                Arguments.of(
                        "field-encryption", Map.of("WebAcl", "false"), all(VIEWER, ORIGIN, methods, PRIVATE, SEALED)),
                Arguments.of(
                        "function-url-signed",
                        Map.of("SigningMode", "oac"),
                        all(VIEWER, WEB_ACL, ORIGIN, PRIVATE, SITE, List.of("unhashed-refused"), BOOK)),
                Arguments.of(
                        "function-url-signed",
                        Map.of("SigningMode", "oac-hash"),
                        all(VIEWER, WEB_ACL, ORIGIN, PRIVATE, List.of("function-version:hash-body"), SITE, BOOK)),
                Arguments.of(
                        "function-url-signed",
                        Map.of("SigningMode", "signer", "WebAcl", "false"),
                        all(VIEWER, ORIGIN, PRIVATE, signer, SITE, BOOK)),
                Arguments.of(
                        "api-perimeter",
                        Map.of("ApiEndpoint", "https://abc.execute-api.eu-west-1.amazonaws.com/live", "ManagedRules", "block"),
                        all(api, signer)),
                Arguments.of(
                        "api-perimeter",
                        Map.of("ApiEndpoint", "https://abc.execute-api.eu-west-1.amazonaws.com/live"),
                        all(VIEWER, List.of("web-acl-attached"), ORIGIN, methods, PRIVATE, signer)),
                Arguments.of(
                        "api-perimeter",
                        Map.of("WebAclArn", "arn:aws:wafv2:us-east-1:1:global/webacl/own/1"),
                        all(VIEWER, List.of("web-acl-attached"), ORIGIN, methods, PRIVATE, signer)),
                Arguments.of(
                        "field-encryption",
                        Map.of("WebAcl", "false", "WebAclArn", "arn:aws:wafv2:us-east-1:1:global/webacl/own/1"),
                        all(VIEWER, List.of("web-acl-attached"), ORIGIN, methods, PRIVATE, SEALED)),
                Arguments.of(
                        "edge-ssr",
                        Map.of("WebAcl", "true", "WebAclArn", "arn:aws:wafv2:us-east-1:1:global/webacl/own/1"),
                        all(VIEWER, List.of("web-acl-attached"), ORIGIN, PRIVATE, PAGES)),
                Arguments.of(
                        "function-url-signed",
                        Map.of("FunctionUrls", "/a=https://abc.lambda-url.eu-west-1.on.aws", "WebAcl", "false"),
                        all(VIEWER, ORIGIN, PRIVATE, List.of("function-version:hash-body", "every-origin-refuses"))),
                Arguments.of(
                        "edge-ssr",
                        Map.of("Bundle", "app", "WebAcl", "false"),
                        all(
                                VIEWER,
                                ORIGIN,
                                PRIVATE,
                                List.of(
                                        "function-version:render-page",
                                        "page-answers:/ssr",
                                        "page-answers:/edgessr",
                                        "bucket-refuses-unsigned"))),
                Arguments.of("edge-ssr", Map.of("WebAcl", "true"), all(VIEWER, WEB_ACL, ORIGIN, PRIVATE, PAGES)),
                Arguments.of("edge-ssr", Map.of("WebAcl", "false"), all(VIEWER, ORIGIN, PRIVATE, PAGES)),
                Arguments.of("outpost-lambda", Map.of(), all(PRIVATE, DEVICES, List.of("component-answers"))));
    }

    private static List<Proof> run(String blueprint, Map<String, String> given, Map<String, String> outputs)
            throws InterruptedException {
        return proofs.run(Blueprints.find(blueprint), new Subject("t", given, outputs), proof -> {});
    }

    /** No output at all: the list is as long as ever, and each proof names an output that it misses. */
    @ParameterizedTest
    @MethodSource("variants")
    void whatABlueprintDeclaresRunsAndFailsWhereTheStackHasNoOutput(
            String blueprint, Map<String, String> given, List<String> ids) throws Exception {
        List<Proof> ran = run(blueprint, given, Map.of());
        assertThat(ran).extracting(Proof::id).isEqualTo(ids);
        assertThat(ran).noneMatch(Proof::holds);
        List<String> outputs = outputs(Blueprints.find(blueprint).template(given));
        assertThat(ran)
                // It asks CloudFormation for the resources, and needs no output.
                .filteredOn(proof -> !proof.id().equals("functions-private"))
                // They look at the record that field-sealed would have stored.
                .filteredOn(proof -> !List.of("field-opens", "application-opens").contains(proof.id()))
                .allSatisfy(proof -> {
                    assertThat(proof.evidence()).startsWith("The stack t has no output ").endsWith("(SP-NO-OUTPUT)");
                    assertThat(outputs).contains(proof.evidence().replaceFirst(".* output (\\w+)\\. .*", "$1"));
                });
    }

    /** Names of the outputs that the template declares, by a plain reading of its lines. */
    private static List<String> outputs(String template) {
        return template.substring(template.indexOf("\nOutputs:\n")).lines()
                .filter(line -> line.matches("  \\w+:"))
                .map(line -> line.strip().replace(":", ""))
                .toList();
    }

    @Test
    void aStackThatLostOneOutputHasTheFailedProofThatNamesIt() throws Exception {
        Map<String, String> outputs = new TreeMap<>(Map.of("WebAclArn", "arn:aws:wafv2:us-east-1:1:global/webacl/t/1"));
        List<Proof> ran = run("edge-ssr", Map.of("WebAcl", "true"), outputs);
        assertThat(ran)
                .filteredOn(proof -> proof.id().equals("web-acl-attached"))
                .singleElement()
                .satisfies(proof -> {
                    assertThat(proof.holds()).isFalse();
                    assertThat(proof.evidence()).isEqualTo("The stack t has no output DistributionId. (SP-NO-OUTPUT)");
                });
    }

    @Test
    void anOutputThatIsNoAddressFailsItsProofsAndEndsNone() throws Exception {
        List<Proof> ran = run("outpost-lambda", Map.of(), Map.of("Target", "the thing", "ComponentVersion", "1"));
        assertThat(ran).hasSize(5).noneMatch(Proof::holds);
        assertThat(ran)
                .filteredOn(proof -> proof.id().equals("component-deployable"))
                .singleElement()
                .satisfies(proof -> assertThat(proof.evidence()).startsWith("An output cannot be read: "));
    }

    @Test
    void anOutputExcusesAProofOnlyByItsValue() {
        Blueprint outpost = Blueprints.find("outpost-lambda");
        assertThat(outpost.owes(Map.of(), Map.of("LogGroup", "none"))).doesNotContain("component-answers");
        assertThat(outpost.owes(Map.of(), Map.of("LogGroup", "/aws/greengrass/x"))).contains("component-answers");
        assertThat(outpost.owes(Map.of(), Map.of())).contains("component-answers");
    }

    /** A condition on a parameter or a value that the template does not know would never be met. */
    @Test
    void conditionsNameWhatTheTemplateHas() {
        List<String> unknown = new ArrayList<>();
        for (Blueprint blueprint : Blueprints.all()) {
            assertThat(blueprint.proofs()).extracting(OwedProof::id).isNotEmpty().doesNotHaveDuplicates();
            Blueprint.Standing standing = blueprint.standing();
            String templates = blueprint.template() + (standing == null ? "" : standing.template());
            List<OwedProof> all = new ArrayList<>(blueprint.proofs());
            if (standing != null) {
                assertThat(standing.proofs()).extracting(OwedProof::id).isNotEmpty().doesNotHaveDuplicates();
                all.addAll(standing.proofs());
            }
            for (OwedProof proof : all) {
                proof.when().forEach(one -> one.forEach((name, values) -> blueprint.parameters().stream()
                        .filter(parameter -> parameter.name().equals(name))
                        .findFirst()
                        .filter(parameter -> values.stream()
                                .filter(value -> !value.equals("*"))
                                .allMatch(value -> parameter.objection(value).isEmpty()))
                        .map(BlueprintParameter::name)
                        .or(() -> blueprint.filled().stream().filter(name::equals).findFirst())
                        .ifPresentOrElse(found -> {}, () -> unknown.add(blueprint.name() + " " + proof))));
                proof.unless().keySet().stream()
                        .filter(output -> !outputs(templates).contains(output))
                        .forEach(output -> unknown.add(blueprint.name() + " " + proof));
            }
        }
        assertThat(unknown).isEmpty();
    }
}
