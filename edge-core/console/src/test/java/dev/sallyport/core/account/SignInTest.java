package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.GivenProperties;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.apache.ApacheHttpClient;

/** Every way to sign in that the AWS CLI has, against the services that it asks. */
@Isolated
class SignInTest {
    private static final String MFA = "arn:aws:iam::111122223333:mfa/ann";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private GivenProperties given;

    private final SignInServices services = new SignInServices();

    private void set(String property, @Nullable String value) {
        given.set(property, value);
    }

    @BeforeEach
    void useNothingOfTheDeveloper() {
        given = GivenProperties.ofAws(folder);
        set("aws.accessKeyId", null);
        set("aws.profile", null);
        set("aws.region", "us-east-1");
    }

    @AfterEach
    void restore() {
        services.close();
        given.close();
    }

    private void config(String text) throws IOException {
        Files.writeString(folder.resolve("config"), text);
    }

    private Session session(@Nullable String profile, SignInPrompt prompt) {
        return Session.of(new AccountChoice(false, profile, null, services.endpoint(), false), null, prompt);
    }

    private void isSignedInAs(String key, String source, @Nullable String profile) {
        try (Session session = session(profile, SignInPrompt.nobody())) {
            assertThat(session.identity().source()).isEqualTo(source);
            assertThat(session.clients().credentials().accessKeyId()).isEqualTo(key);
        }
    }

    @Test
    void aChainOfRolesIsAssumedOneByTheOther() throws IOException {
        config("""
                [profile keys]
                aws_access_key_id = AKIDBASE
                aws_secret_access_key = secret
                [profile middle]
                role_arn = arn:aws:iam::111122223333:role/middle
                source_profile = keys
                [profile far]
                role_arn = arn:aws:iam::444455556666:role/far
                source_profile = middle
                external_id = x-1
                duration_seconds = 900
                role_session_name = ann
                """);
        isSignedInAs("ASIAfar", "profile far, assumed role", "far");
        assertThat(services.actions()).containsExactly("AssumeRole", "AssumeRole", "GetCallerIdentity");
        List<Map<String, String>> asked = List.copyOf(services.asked);
        assertThat(asked.get(0)).containsEntry("signedBy", "AKIDBASE").containsEntry("RoleArn", "arn:aws:iam::111122223333:role/middle");
        assertThat(asked.get(1))
                .containsEntry("signedBy", "ASIAmiddle")
                .containsEntry("ExternalId", "x-1")
                .containsEntry("DurationSeconds", "900")
                .containsEntry("RoleSessionName", "ann");
        assertThat(asked.get(2)).containsEntry("signedBy", "ASIAfar");
    }

    private void withMfa() throws IOException {
        config("""
                [profile admin]
                aws_access_key_id = AKIDBASE
                aws_secret_access_key = secret
                role_arn = arn:aws:iam::111122223333:role/admin
                source_profile = admin
                mfa_serial = %s
                """.formatted(MFA));
    }

    @Test
    void aCodeIsAskedForOnceHoweverManyWait() throws Exception {
        withMfa();
        AtomicInteger prompts = new AtomicInteger();
        CountDownLatch answered = new CountDownLatch(1);
        SignInPrompt prompt = serial -> {
            assertThat(serial).isEqualTo(MFA);
            prompts.incrementAndGet();
            try {
                answered.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "123456";
        };
        try (Session session = session("admin", prompt);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<AwsCredentials>> waiting = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                waiting.add(threads.submit(() -> session.clients().credentials()));
            }
            answered.countDown();
            for (Future<AwsCredentials> one : waiting) {
                assertThat(one.get().accessKeyId()).isEqualTo("ASIAadmin");
            }
            assertThat(prompts).hasValue(1);
            assertThat(services.asked).singleElement().satisfies(query -> assertThat(query)
                    .containsEntry("SerialNumber", MFA)
                    .containsEntry("TokenCode", "123456"));
            assertThat(session.expires()).contains(services.end);
        }
    }

    @Test
    void whatIsHeldIsRenewedWhenItEndsAndItsNewEndIsKnown() throws IOException {
        withMfa();
        AtomicInteger prompts = new AtomicInteger();
        services.end = Instant.now().plusSeconds(30).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
        try (Session session = session("admin", serial -> {
            prompts.incrementAndGet();
            return "123456";
        })) {
            session.clients().credentials();
            assertThat(session.expires()).contains(services.end);
            services.end = Instant.now().plusSeconds(3600).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
            session.clients().credentials();
            session.clients().credentials();
            assertThat(session.expires()).contains(services.end);
            assertThat(prompts).hasValue(2);
        }
    }

    @Test
    void whoHoldsTheRenewedCredentialsIsAskedAnewThoughTheFirstHaveNotEnded() throws IOException {
        withMfa();
        services.end = Instant.now().plusSeconds(30);
        try (Session session = session("admin", serial -> "123456")) {
            session.identity();
            List<String> once = services.actions();
            session.identity();
            assertThat(services.actions()).isEqualTo(once);
            services.role = "other";
            session.clients().credentials();
            session.identity();
            assertThat(services.asked).last().satisfies(query -> assertThat(query)
                    .containsEntry("Action", "GetCallerIdentity")
                    .containsEntry("signedBy", "ASIAother"));
        }
    }

    @Test
    void whatWasAcceptedOnceIsNotAcceptedAgain() throws IOException {
        withMfa();
        services.end = Instant.now().plusSeconds(30);
        KnownAccounts known = new KnownAccounts(folder.resolve("home/accounts.json"), folder.resolve("organisation.json"));
        String key = "admin at " + services.endpoint();
        known.accept(key, "444455556666");
        AccountChoice choice = new AccountChoice(false, "admin", null, services.endpoint(), false);
        try (Session session = Session.of(choice, known, serial -> "123456")) {
            session.acceptAccount(SignInServices.ACCOUNT);
            assertThat(session.identity().account()).isEqualTo(SignInServices.ACCOUNT);
            assertThat(known.account(key)).contains(SignInServices.ACCOUNT);
            known.accept(key, "444455556666");
            services.role = "other";
            session.clients().credentials();
            assertThat(catchThrowableOfType(SallyportException.class, session::identity).code())
                    .isEqualTo("SP-ACCOUNT-CHANGED");
        }
    }

    @Test
    void whatCannotBeACodeIsNotSent() throws IOException {
        withMfa();
        for (String typed : List.of("hunter2", "12345", "1234567", "١٢٣٤٥٦")) {
            try (Session session = session("admin", serial -> typed)) {
                SallyportException error = catchThrowableOfType(SallyportException.class, session::identity);
                assertThat(error.code()).isEqualTo("SP-MFA");
                assertThat(error.message() + error.next()).doesNotContain(typed);
            }
        }
        assertThat(services.actions()).isEmpty();
    }

    @Test
    void aWrongCodeAndNoCodeAreSaidAndTheNextAttemptAsksAgain() throws IOException {
        withMfa();
        AtomicInteger prompts = new AtomicInteger();
        try (Session session = session("admin", serial -> prompts.incrementAndGet() == 1 ? "000000" : "123456")) {
            SallyportException wrong = catchThrowableOfType(SallyportException.class, session::identity);
            assertThat(wrong.code()).isEqualTo("SP-MFA");
            assertThat(wrong.kind().exitStatus()).isEqualTo(3);
            assertThat(wrong.message()).doesNotContain("000000");
            assertThat(session.identity().account()).isEqualTo(SignInServices.ACCOUNT);
        }
        try (Session session = session("admin", SignInPrompt.nobody())) {
            SallyportException none = catchThrowableOfType(SallyportException.class, session::identity);
            assertThat(none.code()).isEqualTo("SP-MFA");
            assertThat(none.message()).contains(MFA);
        }
    }

    @Test
    void profilesThatAreEachOthersSourceAreSaid() throws IOException {
        config("""
                [profile a]
                role_arn = arn:aws:iam::111122223333:role/a
                source_profile = b
                [profile b]
                role_arn = arn:aws:iam::111122223333:role/b
                source_profile = a
                """);
        try (Session session = session("a", SignInPrompt.nobody())) {
            SallyportException error = catchThrowableOfType(SallyportException.class, session::identity);
            assertThat(error.code()).isEqualTo("SP-CREDENTIALS");
            assertThat(error.message()).contains("The profiles a, b are each other's source.");
        }
    }

    @Test
    void aProcessGivesCredentials() throws IOException {
        Path answer = Files.writeString(folder.resolve("answer.json"), """
                {"Version":1,"AccessKeyId":"ASIAPROCESS","SecretAccessKey":"s","SessionToken":"t","Expiration":"%s"}"""
                .formatted(services.end));
        config("[profile p]\ncredential_process = cat " + answer + "\n");
        isSignedInAs("ASIAPROCESS", "profile p, credential_process", "p");
    }

    /** As the AWS CLI keeps it, in a file named by the SHA-256 of the session's name. */
    @Test
    void aSessionOfAwsLoginIsTakenFromTheAwsCli() throws Exception {
        String login = "arn:aws:iam::111122223333:user/ann";
        set("aws.loginCacheDirectory", folder.resolve("login").toString());
        config("[profile l]\nlogin_session = " + login + "\n");
        try (Session session = session("l", SignInPrompt.nobody())) {
            SallyportException none = catchThrowableOfType(SallyportException.class, session::identity);
            assertThat(none.code()).isEqualTo("SP-EXPIRED");
            assertThat(none.next()).contains("aws login --profile l");
        }
        String name = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(login.getBytes(StandardCharsets.UTF_8)));
        Files.createDirectories(folder.resolve("login"));
        Files.writeString(folder.resolve("login/" + name + ".json"), """
                {"accessToken":{"accessKeyId":"ASIALOGIN","secretAccessKey":"s","sessionToken":"t","accountId":"111122223333",
                "expiresAt":"%s"},"tokenType":"urn:aws:params:oauth:token-type:access_token_sigv4","refreshToken":"r",
                "identityToken":"i","clientId":"arn:aws:signin:::devtools/same-device","dpopKey":"k"}"""
                .formatted(services.end));
        isSignedInAs("ASIALOGIN", "profile l, aws login", "l");
    }

    @Test
    void aWebIdentityAssumesItsRole() throws IOException {
        set("aws.endpointUrlSts", services.endpoint().toString());
        Path token = Files.writeString(folder.resolve("token"), "of-the-cluster");
        config("[profile w]\nrole_arn = arn:aws:iam::111122223333:role/web\nweb_identity_token_file = " + token + "\n");
        isSignedInAs("ASIAweb", "profile w, web identity", "w");
        assertThat(services.asked.peek()).containsEntry("WebIdentityToken", "of-the-cluster");
    }

    @Test
    void aContainerHasItsRole() {
        set("aws.containerCredentialsFullUri", services.endpoint() + "/container");
        isSignedInAs("ASIACONTAINER", "container role", null);
    }

    @Test
    void anInstanceHasItsRoleOnceItIsChosen() {
        set("aws.disableEc2Metadata", "false");
        set("aws.ec2MetadataServiceEndpoint", services.endpoint().toString());
        assertThat(InstanceRole.named()).contains("Reader");
        AccountChoice role = new AccountChoice(false, null, true, null, services.endpoint(), false);
        try (Session session = Session.of(role, null)) {
            assertThat(session.name()).isEqualTo("instance role");
            assertThat(session.identity().source()).isEqualTo("instance role");
            assertThat(session.clients().credentials().accessKeyId()).isEqualTo("ASIAINSTANCE");
        }
        services.instanceRole = "";
        assertThat(InstanceRole.named()).isEmpty();
        try (Session session = Session.of(role, null)) {
            SallyportException none = catchThrowableOfType(SallyportException.class, session::identity);
            assertThat(none.code()).isEqualTo("SP-CREDENTIALS");
            assertThat(none.message()).contains("instance role");
        }
        set("aws.disableEc2Metadata", "true");
        services.instanceRole = "Reader";
        assertThat(InstanceRole.named()).as("switched off").isEmpty();
    }

    private void withIdentityCenter() throws IOException {
        set("aws.endpointUrlSsoOidc", services.endpoint().toString());
        config("""
                [profile corp]
                sso_session = corp
                sso_account_id = 111122223333
                sso_role_name = Reader
                [sso-session corp]
                sso_region = us-east-1
                sso_start_url = https://d-00000example.awsapps.com/start
                sso_registration_scopes = sso:account:access
                """);
    }

    @Test
    void aRoleOverIdentityCenterIsSignedInByItsSource() throws IOException {
        withIdentityCenter();
        Files.writeString(folder.resolve("config"), """
                [profile middle]
                role_arn = arn:aws:iam::111122223333:role/middle
                source_profile = corp
                [profile far]
                role_arn = arn:aws:iam::444455556666:role/far
                source_profile = middle
                """, StandardOpenOption.APPEND);
        try (Session session = session("far", SignInPrompt.nobody())) {
            assertThat(session.deviceSignIn()).contains(corp());
            SallyportException error = catchThrowableOfType(SallyportException.class, session::identity);
            assertThat(error.code()).isEqualTo("SP-EXPIRED");
            assertThat(error.next()).contains("sallyport sign-in --profile corp");
        }
    }

    @Test
    void anAnswerWithoutWhatItMayLeaveOutSignsInToo() throws IOException {
        withIdentityCenter();
        services.sparse = true;
        Path cache = folder.resolve("cache");
        List<DeviceSignIn.Code> shown = new ArrayList<>();
        try (var http = ApacheHttpClient.create()) {
            corp().run(http, cache, shown::add);
        }
        assertThat(shown).singleElement().satisfies(code -> {
            assertThat(code.page()).isEqualTo(URI.create("https://device.sso.example/"));
            assertThat(code.until()).isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(600));
        });
        JsonNode token = Json.MAPPER.readTree(
                cache.resolve("ee0bfd2552fbd840c02cc48b6e823320543c450f.json").toFile());
        assertThat(token.has("registrationExpiresAt")).isFalse();
        assertThat(Instant.parse(token.path("expiresAt").asText()))
                .isBetween(Instant.now().plusSeconds(3500), Instant.now().plusSeconds(3600));
    }

    @Test
    void aSignInThatNoAccountWasChosenForIsRefusedAsEverythingIs() throws IOException {
        withIdentityCenter();
        try (Session session = Session.of(new AccountChoice(false, null, null, null, false), null)) {
            SallyportException error = catchThrowableOfType(SallyportException.class, () -> session.signIn(code -> {}));
            assertThat(error.code()).isEqualTo("SP-CHOOSE-ACCOUNT");
            assertThat(error.kind().exitStatus()).isEqualTo(3);
        }
        config("[profile\nnot a line\n");
        try (Session session = session("corp", SignInPrompt.nobody())) {
            assertThat(catchThrowableOfType(SallyportException.class, session::deviceSignIn).code())
                    .isEqualTo("SP-AWS-CONFIG");
        }
    }

    private DeviceSignIn corp() {
        try (Session session = session("corp", SignInPrompt.nobody())) {
            return session.deviceSignIn().orElseThrow();
        }
    }

    /** The name is what the AWS CLI makes of "corp": {@code printf corp | sha1sum}. */
    @Test
    void theCodeIsShownAndTheTokenGoesWhereTheAwsCliKeepsItsOwn() throws IOException {
        withIdentityCenter();
        services.beforeToken.add("AuthorizationPendingException");
        Path cache = folder.resolve("cache");
        List<DeviceSignIn.Code> shown = new ArrayList<>();
        try (var http = ApacheHttpClient.create()) {
            corp().run(http, cache, shown::add);
        }
        assertThat(shown).singleElement().satisfies(code -> {
            assertThat(code.code()).isEqualTo("ABCD-EFGH");
            assertThat(code.page()).isEqualTo(URI.create("https://device.sso.example/?user_code=ABCD-EFGH"));
        });
        Path file = cache.resolve("ee0bfd2552fbd840c02cc48b6e823320543c450f.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        JsonNode token = Json.MAPPER.readTree(file.toFile());
        assertThat(token.path("accessToken").asText()).isEqualTo("access");
        assertThat(token.path("refreshToken").asText()).isEqualTo("refresh");
        assertThat(token.path("clientId").asText()).isEqualTo("client");
        assertThat(token.path("startUrl").asText()).isEqualTo("https://d-00000example.awsapps.com/start");
        assertThat(token.path("registrationExpiresAt").asText()).isEqualTo("2030-03-17T17:46:40Z");
        assertThat(Instant.parse(token.path("expiresAt").asText()))
                .isBetween(Instant.now().plusSeconds(28700), Instant.now().plusSeconds(28801));
        assertThat(services.paths).filteredOn("/token"::equals).hasSize(2);
    }

    @Test
    void aCodeThatNobodyConfirmedLeavesNoToken() throws IOException {
        withIdentityCenter();
        services.beforeToken.add("ExpiredTokenException");
        Path cache = folder.resolve("cache");
        DeviceSignIn corp = corp();
        try (var http = ApacheHttpClient.create()) {
            SallyportException late =
                    catchThrowableOfType(SallyportException.class, () -> corp.run(http, cache, code -> {}));
            assertThat(late.code()).isEqualTo("SP-EXPIRED");
            assertThat(late.next()).contains("sallyport sign-in --profile corp");
        }
        assertThat(cache).doesNotExist();
    }

    @Test
    void aProfileWithoutIdentityCenterHasNoSuchSignIn() throws IOException {
        config("[profile keys]\naws_access_key_id = A\naws_secret_access_key = B\n");
        try (Session session = session("keys", SignInPrompt.nobody())) {
            SallyportException error = catchThrowableOfType(SallyportException.class, () -> session.signIn(code -> {}));
            assertThat(error.code()).isEqualTo("SP-SIGN-IN");
            assertThat(error.kind().exitStatus()).isEqualTo(2);
        }
    }
}
