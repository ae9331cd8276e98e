package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.useragent.BusinessMetricFeatureId;

/** Where profiles led, which accounts are production, and where credentials came from. */
class KnownAccountsTest {
    @TempDir
    private Path folder;

    private KnownAccounts known() {
        return new KnownAccounts(folder.resolve("home/accounts.json"), folder.resolve("organisation.json"));
    }

    private static String code(Throwable thrown) {
        return ((SallyportException) thrown).code();
    }

    @Test
    void anotherAccountUnderAProfileIsRefusedUntilItIsAccepted() throws IOException {
        known().saw("dev", "111122223333");
        known().saw("dev", "111122223333");
        known().saw("other", "444455556666");
        assertThatThrownBy(() -> known().saw("dev", "444455556666"))
                .hasMessageContaining("111122223333")
                .hasMessageContaining("444455556666")
                .extracting(KnownAccountsTest::code)
                .isEqualTo("SP-ACCOUNT-CHANGED");
        known().accept("dev", "444455556666");
        known().saw("dev", "444455556666");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("home/accounts.json"))))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "prod,        `{\"prod\": [\"111122223333\"]}`",
        "productions, `{\"productions\": [\"111122223333\"]}`",
        "coulor,      `{\"looks\": {\"111122223333\": {\"coulor\": \"red\"}}}`"
    })
    void aWordThatNothingKnowsIsNoMarkThatIsLost(String word, String text) throws IOException {
        Files.writeString(folder.resolve("organisation.json"), text);
        assertThatThrownBy(() -> known().isProduction("111122223333"))
                .hasMessageContaining("has the member " + word + ", which means nothing")
                .extracting(KnownAccountsTest::code)
                .isEqualTo("SP-ACCOUNTS");
    }

    @Test
    void theOrganisationsMarkCannotBeTakenBackHere() throws IOException {
        Files.writeString(folder.resolve("organisation.json"), "{\"production\": [\"111122223333\"]}");
        assertThat(known().isProduction("111122223333")).isTrue();
        assertThat(known().isProduction("444455556666")).isFalse();
        known().mark("444455556666", true);
        assertThat(known().isProduction("444455556666")).isTrue();
        known().mark("444455556666", false);
        assertThat(known().isProduction("444455556666")).isFalse();
        assertThatThrownBy(() -> known().mark("111122223333", false))
                .extracting(KnownAccountsTest::code)
                .isEqualTo("SP-ACCOUNT-MARKED");
    }

    @Test
    void whatSomebodySaidOfAnAccountCountsMoreThanTheNameOfItsProfile() throws IOException {
        known().mark("111122223333", false);
        assertThat(known().isOrdinary("111122223333")).isTrue();
        known().mark("111122223333", true);
        assertThat(known().isOrdinary("111122223333")).isFalse();
        known().mark("111122223333", false);
        Files.writeString(folder.resolve("organisation.json"), "{\"production\": [\"111122223333\"]}");
        assertThat(known().isOrdinary("111122223333")).as("the organisation's word counts").isFalse();
    }

    @Test
    void anAccountLooksAsSomebodyChoseOrElseAsTheOrganisationHasIt() throws IOException {
        Files.writeString(
                folder.resolve("organisation.json"),
                "{\"production\":[\"111122223333\"],\"looks\":{\"111122223333\":{\"alias\":\"Payments\",\"colour\":\"PINK\"}}}");
        known().saw("pay", "111122223333");
        known().saw("pay-again", "111122223333");
        known().saw("dev", "444455556666");
        assertThat(known().all()).containsExactly(
                new KnownAccounts.Known(
                        "111122223333", List.of("pay", "pay-again"), true, true, new AccountLook("Payments", AccountLook.Colour.PINK)),
                new KnownAccounts.Known("444455556666", List.of("dev"), false, false, AccountLook.PLAIN));
        AccountLook own = new AccountLook("Cards", AccountLook.Colour.TEAL);
        known().dress("111122223333", own);
        assertThat(known().look("111122223333")).isEqualTo(own);
        assertThat(known().account("pay")).as("what was known stays").contains("111122223333");
    }

    /** Its separators are those of the system that the test runs on. */
    @Test
    void noVariableSaysWhereTheOrganisationsFileIs() {
        assertThat(KnownAccounts.organisationFile("Windows 11").toString().replace('/', '\\'))
                .isEqualTo("C:\\ProgramData\\Sallyport\\accounts.json");
    }

    @Test
    void aFileThatIsNoneIsSaidAndKept() throws IOException {
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("home/accounts.json"), "production: all");
        assertThatThrownBy(() -> known().mark("111122223333", true))
                .extracting(KnownAccountsTest::code)
                .isEqualTo("SP-ACCOUNTS");
        assertThat(folder.resolve("home/accounts.json")).hasContent("production: all");
    }

    @ParameterizedTest
    @CsvSource({
        "CREDENTIALS_ENV_VARS, 'environment variables'",
        "CREDENTIALS_IMDS, 'instance role'",
        "CREDENTIALS_HTTP, 'container role'",
        "CREDENTIALS_PROFILE, 'profile dev, access keys'",
        "CREDENTIALS_PROFILE_PROCESS, 'profile dev, credential_process'",
        "CREDENTIALS_PROFILE_SSO, 'profile dev, IAM Identity Center'",
    })
    void theProviderThatTheSdkNotedDownIsNamed(BusinessMetricFeatureId step, String words) {
        AwsBasicCredentials credentials = AwsBasicCredentials.builder()
                .accessKeyId("A")
                .secretAccessKey("B")
                .providerName(step.value())
                .build();
        assertThat(CredentialOrigin.of(credentials, "dev")).isEqualTo(words);
    }

    @Test
    void aWebIdentityOfTheEnvironmentIsNoMatterOfAProfile() {
        AwsBasicCredentials credentials = AwsBasicCredentials.builder()
                .accessKeyId("A")
                .secretAccessKey("B")
                .providerName(BusinessMetricFeatureId.CREDENTIALS_ENV_VARS_STS_WEB_ID_TOKEN.value() + ","
                        + BusinessMetricFeatureId.CREDENTIALS_STS_ASSUME_ROLE_WEB_ID.value())
                .build();
        assertThat(CredentialOrigin.of(credentials, "dev")).isEqualTo("web identity of the environment");
    }

    @Test
    void ofSeveralStepsTheLastCounts() {
        AwsBasicCredentials credentials = AwsBasicCredentials.builder()
                .accessKeyId("A")
                .secretAccessKey("B")
                .providerName(BusinessMetricFeatureId.CREDENTIALS_PROFILE_SOURCE_PROFILE.value() + ","
                        + BusinessMetricFeatureId.CREDENTIALS_PROFILE.value() + ","
                        + BusinessMetricFeatureId.CREDENTIALS_STS_ASSUME_ROLE.value())
                .build();
        assertThat(CredentialOrigin.of(credentials, "dev")).isEqualTo("profile dev, assumed role");
    }
}
