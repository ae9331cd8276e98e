package dev.sallyport.core.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.core.blueprint.SigningAdvice.Use;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The published limits, and what follows from them. */
class SigningAdviceTest {
    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final Set<String> WRITES = Set.of("GET", "POST", "PUT", "DELETE");

    private static SigningAdvice on(Set<String> methods, boolean clientsSendHash, long largestBody) {
        return SigningAdvice.on(new Use(methods, clientsSendHash, largestBody, false));
    }

    @Test
    void withoutBodiesCloudFrontSignsAlone() {
        assertThat(on(READS, false, 0).mode()).isEqualTo(SigningMode.OAC);
        assertThat(on(Set.of("GET", "DELETE", "OPTIONS"), false, 1000).mode()).isEqualTo(SigningMode.OAC);
        assertThat(on(WRITES, false, 0).mode()).isEqualTo(SigningMode.OAC);
    }

    @Test
    void whoNamesTheHashDecidesWhatRunsAtTheEdge() {
        assertThat(on(WRITES, true, 5_000_000).mode()).isEqualTo(SigningMode.OAC);
        assertThat(on(WRITES, false, 1_048_576).mode()).isEqualTo(SigningMode.OAC_HASH);
        assertThat(on(Set.of("PATCH"), false, 1).mode()).isEqualTo(SigningMode.OAC_HASH);
    }

    @Test
    void beyondTheLimitsNoModeFitsAndTheAdviceSaysWhatDoes() {
        SigningAdvice unhashed = on(WRITES, false, 1_048_577);
        assertThat(unhashed.mode()).isNull();
        assertThat(unhashed.why()).contains("1 MB");
        assertThat(unhashed.limits()).anyMatch(limit -> limit.contains("x-amz-content-sha256"));
        assertThat(on(WRITES, true, 6_291_456).mode()).isEqualTo(SigningMode.OAC);
        SigningAdvice large = on(WRITES, true, 6_291_457);
        assertThat(large.mode()).isNull();
        assertThat(large.why()).contains("6 MB");
    }

    @Test
    void theFirewallAndTheViewersAuthorizationAreRemembered() {
        assertThat(on(WRITES, false, 8192).limits()).noneMatch(limit -> limit.contains("8,192"));
        assertThat(on(WRITES, false, 8193).limits()).anyMatch(limit -> limit.contains("8,192"));
        assertThat(SigningAdvice.on(new Use(READS, false, 0, true)).limits())
                .anyMatch(limit -> limit.contains("always-amz-auth"));
    }

    @Test
    void theNotesSayWhatWasChosenAndWhatIsAdvised() {
        Use browsers = new Use(WRITES, false, 8192, false);
        List<String> followed = SigningAdvice.notes(browsers, SigningMode.OAC_HASH);
        assertThat(followed).first().asString().startsWith("SigningMode is oac-hash; as advised. ");
        assertThat(followed.subList(1, followed.size())).isEqualTo(SigningMode.OAC_HASH.limits());
        assertThat(SigningAdvice.notes(browsers, SigningMode.SIGNER))
                .first()
                .asString()
                .startsWith("SigningMode is signer; oac-hash is advised. ");
        assertThat(SigningAdvice.notes(browsers, SigningMode.SIGNER)).containsAll(SigningMode.SIGNER.limits());
    }

    @Test
    void everyModeIsAValueOfTheTemplatesParameterAndTheDefaultIsAsAdvised() {
        Blueprint blueprint = Blueprints.find("function-url-signed");
        assertThat(blueprint.parameters())
                .filteredOn(parameter -> parameter.name().equals("SigningMode"))
                .singleElement()
                .satisfies(parameter ->
                        assertThat(parameter.allowedValues()).containsExactly("oac", "oac-hash", "signer"));
        assertThat(blueprint.notes()).first().asString().contains("oac-hash; as advised");
        assertThat(Blueprints.find("api-perimeter").notes()).isEmpty();
    }
}
