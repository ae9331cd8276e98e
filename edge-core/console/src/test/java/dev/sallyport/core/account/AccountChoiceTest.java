package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.core.SallyportException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.profiles.ProfileFile;

/** Which account is meant, by the contract of the command line ("Precisely"), and what it may do. */
class AccountChoiceTest {
    private static final AccountChoice NOTHING = new AccountChoice(false, null, null, null, false);

    private static Configured configured(Map<String, String> environment, String config) {
        return new Configured(
                environment,
                ProfileFile.builder()
                        .content(config)
                        .type(ProfileFile.Type.CONFIGURATION)
                        .build(),
                Optional::empty);
    }

    private static Configured onInstance(String config) {
        return new Configured(
                Map.of(),
                ProfileFile.builder()
                        .content(config)
                        .type(ProfileFile.Type.CONFIGURATION)
                        .build(),
                () -> Optional.of("Reader"));
    }

    @Test
    void theSandboxIsMeantWhereNothingElseIs() {
        Configured bare = configured(Map.of(), "");
        assertThat(NOTHING.meansSandbox(bare)).isTrue();
        assertThat(new AccountChoice(false, "ops", null, null, false).meansSandbox(bare)).isFalse();
        assertThat(new AccountChoice(false, null, null, URI.create("http://127.0.0.1:4566"), false).meansSandbox(bare))
                .isFalse();
        assertThat(new AccountChoice(false, null, "eu-west-1", null, true).meansSandbox(bare)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS_ACCESS_KEY_ID",
                "AWS_PROFILE",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI"
            })
    void aVariableOfTheDefaultChainMeansAnAccount(String variable) {
        assertThat(NOTHING.meansSandbox(configured(Map.of(variable, "x"), ""))).isFalse();
        assertThat(NOTHING.meansSandbox(configured(Map.of(variable, " "), ""))).isTrue();
        assertThatCode(() -> configured(Map.of(variable, "x"), "[profile ops]").requireOneFor(NOTHING))
                .doesNotThrowAnyException();
    }

    @Test
    void theSandboxWinsOverAllOfThem() {
        Configured full = configured(Map.of("AWS_ACCESS_KEY_ID", "x"), "[default]\nregion = eu-west-1");
        assertThat(new AccountChoice(true, "ops", null, URI.create("http://127.0.0.1:1"), false).meansSandbox(full))
                .isTrue();
    }

    @Test
    void aDefaultProfileIsAnAccountAndOnlyNamedOnesAreAChoice() {
        Configured standard = configured(Map.of(), "[default]\nregion = eu-west-1");
        assertThat(NOTHING.meansSandbox(standard)).isFalse();
        assertThatCode(() -> standard.requireOneFor(NOTHING)).doesNotThrowAnyException();
        Configured named = configured(Map.of(), "[profile prod-payments]\n[profile dev]\n");
        assertThat(NOTHING.meansSandbox(named)).isFalse();
        SallyportException choose =
                catchThrowableOfType(SallyportException.class, () -> named.requireOneFor(NOTHING));
        assertThat(choose.code()).isEqualTo("SP-CHOOSE-ACCOUNT");
        assertThat(choose.kind().exitStatus()).isEqualTo(3);
        assertThat(choose.message()).contains("dev, prod-payments");
        assertThatCode(() -> named.requireOneFor(new AccountChoice(false, "dev", null, null, false)))
                .doesNotThrowAnyException();
    }

    /** As aws configure sso leaves it: the Region stands in the default profile, the accounts in others. */
    @Test
    void aDefaultProfileWithoutCredentialsDecidesNothingBesideNamedOnes() {
        Configured named = configured(Map.of(), "[default]\nregion = eu-west-1\n[profile dev]\n");
        SallyportException choose =
                catchThrowableOfType(SallyportException.class, () -> named.requireOneFor(NOTHING));
        assertThat(choose.code()).isEqualTo("SP-CHOOSE-ACCOUNT");
        assertThat(choose.message()).contains("the profile dev.");
        Configured keys = configured(Map.of(), "[default]\naws_access_key_id = A\naws_secret_access_key = B\n[profile dev]\n");
        assertThatCode(() -> keys.requireOneFor(NOTHING)).doesNotThrowAnyException();
    }

    @Test
    void anInstanceRoleIsAChoiceAndNeverTakenInSilence() {
        assertThat(NOTHING.meansSandbox(onInstance(""))).isFalse();
        SallyportException choose =
                catchThrowableOfType(SallyportException.class, () -> onInstance("").requireOneFor(NOTHING));
        assertThat(choose.code()).isEqualTo("SP-CHOOSE-ACCOUNT");
        assertThat(choose.message()).contains("the instance role Reader");
        assertThat(choose.next()).contains("--instance-role");
        assertThat(catchThrowableOfType(
                                SallyportException.class, () -> onInstance("[profile dev]").requireOneFor(NOTHING))
                        .message())
                .contains("the profile dev, and the instance role Reader");
        AccountChoice role = new AccountChoice(false, null, true, null, null, false);
        assertThat(role.meansSandbox(onInstance(""))).isFalse();
        assertThatCode(() -> onInstance("[profile dev]").requireOneFor(role)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "prod, PRODUCTION",
        "prod-payments, PRODUCTION",
        "payments_prod, PRODUCTION",
        "payments.production.eu, PRODUCTION",
        "AcmeProduction, PRODUCTION",
        "acme-prd1, PRODUCTION",
        "PROD2, PRODUCTION",
        "default, OPERATOR",
        "products, OPERATOR",
        "reproduction, OPERATOR",
        "non-prod, OPERATOR",
        "preprod, OPERATOR",
        "pre-production, OPERATOR",
        "staging, OPERATOR"
    })
    void aProfileThatCallsItselfProductionIsTakenAtItsWord(String profile, AccessMode mode) {
        try (Session session = Session.of(new AccountChoice(false, profile, null, null, false), null)) {
            assertThat(session.mode()).isEqualTo(mode);
            assertThat(session.mode().word()).isEqualTo("operator");
        }
        try (Session session = Session.of(new AccountChoice(false, profile, null, null, true), null)) {
            assertThat(session.mode()).isEqualTo(AccessMode.READ_ONLY);
        }
    }
}
