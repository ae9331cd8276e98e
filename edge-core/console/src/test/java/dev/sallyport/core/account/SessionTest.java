package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.core.GivenProperties;
import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksRequest;

/** Where credentials and Region come from, what is said when they do not, and when AWS is asked. */
@Isolated
class SessionTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private GivenProperties given;

    private void set(String property, @Nullable String value) {
        given.set(property, value);
    }

    @BeforeEach
    void useNothingOfTheDeveloper() {
        given = GivenProperties.ofAws(folder);
        set("aws.region", null);
        set("aws.accessKeyId", null);
        set("aws.profile", null);
    }

    @AfterEach
    void restore() {
        given.close();
    }

    private void config(String text) throws IOException {
        Files.writeString(folder.resolve("config"), text);
    }

    private static AccountChoice profile(@Nullable String name, @Nullable URI endpoint) {
        return new AccountChoice(false, name, null, endpoint, false);
    }

    private static SallyportException refusal(AccountChoice choice) {
        try (Session session = Session.of(choice, null)) {
            return catchThrowableOfType(SallyportException.class, session::identity);
        }
    }

    @Test
    void theRegionIsTheChosenOneThenTheEnvironmentsThenTheProfilesThenTheEdges() throws IOException {
        config("[profile ops]\nregion = eu-west-1\n[profile bare]\noutput = json\n");
        try (Session session = Session.of(new AccountChoice(false, "ops", "ap-south-1", null, false), null)) {
            assertThat(session.clients().region()).isEqualTo("ap-south-1");
        }
        try (Session session = Session.of(profile("ops", null), null)) {
            assertThat(session.clients().region()).isEqualTo("eu-west-1");
        }
        try (Session session = Session.of(profile("bare", null), null)) {
            assertThat(session.clients().region()).isEqualTo("us-east-1");
        }
        set("aws.region", "sa-east-1");
        try (Session session = Session.of(profile("ops", null), null)) {
            assertThat(session.clients().region()).isEqualTo("sa-east-1");
        }
    }

    @Test
    void aNamedProfileWinsOverKeysOfTheEnvironment() throws IOException {
        config("[profile ops]\naws_access_key_id = AKIDOFPROFILE\naws_secret_access_key = secret\n");
        set("aws.accessKeyId", "AKIDOFENVIRONMENT");
        set("aws.secretAccessKey", "secret");
        try (Session session = Session.of(profile("ops", null), null)) {
            assertThat(session.clients().credentials().accessKeyId()).isEqualTo("AKIDOFPROFILE");
        }
        try (Session session = Session.of(profile(null, URI.create("http://127.0.0.1:9")), null)) {
            assertThat(session.clients().credentials().accessKeyId()).isEqualTo("AKIDOFENVIRONMENT");
        }
    }

    @Test
    void aProfileThatTheEnvironmentNamesIsNamed() {
        set("aws.profile", "acme-prod");
        try (Session session = Session.of(profile(null, null), null)) {
            assertThat(session.name()).isEqualTo("acme-prod");
            assertThat(session.mode()).isEqualTo(AccessMode.PRODUCTION);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "corp   | SP-EXPIRED     | The sign-in of the profile corp has expired, or was never made.",
        "legacy | SP-EXPIRED     | The sign-in of the profile legacy has expired, or was never made.",
        "gone   | SP-CREDENTIALS | The AWS config has no profile gone.",
        "bare   | SP-CREDENTIALS | No usable AWS credentials were found for the profile bare.",
        "role   | SP-CREDENTIALS | No usable AWS credentials were found for the profile role: The source profile of 'role'"
    })
    void credentialsThatCannotBeHadSayWhyAndWhatToDo(String name, String code, String message) throws IOException {
        config("""
                [profile corp]
                sso_session = corp
                sso_account_id = 111122223333
                sso_role_name = Reader
                [sso-session corp]
                sso_region = us-east-1
                sso_start_url = https://d-00000example.awsapps.com/start
                [profile legacy]
                sso_account_id = 111122223333
                sso_role_name = Reader
                sso_region = us-east-1
                sso_start_url = https://d-11111example.awsapps.com/start
                [profile bare]
                output = json
                [profile role]
                role_arn = arn:aws:iam::111122223333:role/reader
                source_profile = bare
                """);
        SallyportException error = refusal(profile(name, null));
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.kind().exitStatus()).isEqualTo(3);
        assertThat(error.message()).startsWith(message).doesNotContain("ProfileFile(");
        assertThat(error.next()).contains(code.equals("SP-EXPIRED") ? "aws sso login --profile " + name : "--sandbox");
    }

    @Test
    void aSessionThatIsNotDescribedIsNamedAndNotWaitedFor() throws IOException {
        config("""
                [profile corp]
                sso_session = corp
                sso_account_id = 111122223333
                sso_role_name = Reader
                [profile half]
                sso_session = half
                sso_account_id = 111122223333
                sso_role_name = Reader
                [sso-session half]
                sso_region = us-east-1
                """);
        SallyportException error = refusal(profile("corp", null));
        assertThat(error.code()).isEqualTo("SP-AWS-CONFIG");
        assertThat(error.message())
                .isEqualTo("The profile corp signs in by [sso-session corp], which the AWS config does not have.");
        assertThat(refusal(profile("half", null)).message()).endsWith("which lacks sso_start_url.");
        try (Session session = Session.of(profile("corp", null), null)) {
            assertThat(catchThrowableOfType(SallyportException.class, () -> session.signIn(code -> {})).code())
                    .isEqualTo("SP-AWS-CONFIG");
        }
    }

    @ParameterizedTest
    @CsvSource({"cn-north-1, aws-cn", "us-gov-west-1, aws-us-gov", "us-iso-east-1, aws-iso"})
    void anotherPartitionIsRefusedBeforeACallIsMade(String region, String partition) throws IOException {
        config("[profile ops]\naws_access_key_id = AKID\naws_secret_access_key = secret\nregion = " + region + "\n");
        for (AccountChoice choice :
                List.of(profile("ops", null), new AccountChoice(false, "ops", region, null, false))) {
            SallyportException error = refusal(choice);
            assertThat(error.code()).isEqualTo("SP-PARTITION");
            assertThat(error.message()).contains(region).contains(partition);
        }
        List<String> offered =
                AccountOffers.here(profile("ops", null), new KnownAccounts(folder.resolve("a"), folder.resolve("b"))).regions();
        assertThat(offered).contains("eu-central-1", "us-east-1").doesNotContain(region);
    }

    @Test
    void withoutAnyCredentialsTheChainOfTheSdkIsNotRecited() {
        SallyportException error = refusal(profile(null, URI.create("http://127.0.0.1:9")));
        assertThat(error.code()).isEqualTo("SP-CREDENTIALS");
        assertThat(error.message()).isEqualTo("No usable AWS credentials were found for the profile default.");
    }

    @Test
    void aCallOfAFeatureSaysTheSame() throws IOException {
        config("[profile bare]\noutput = json\n");
        try (Session session = Session.of(profile("bare", URI.create("http://127.0.0.1:9")), null)) {
            SallyportException error = catchThrowableOfType(
                    SallyportException.class,
                    () -> AwsErrors.translating(() -> session.clients().kms("us-east-1").listKeys()));
            assertThat(error.code()).isEqualTo("SP-CREDENTIALS");
        }
    }

    @Test
    void aSignInOutsideOfTheConsoleIsSeen() throws IOException {
        config("[profile ops]\noutput = json\n");
        try (Answers sts = Answers.identity("ann");
                Session session = Session.of(profile("ops", sts.endpoint()), null)) {
            assertThat(catchThrowableOfType(SallyportException.class, session::identity).code())
                    .isEqualTo("SP-CREDENTIALS");
            assertThat(sts.calls()).isZero();
            config("[profile ops]\naws_access_key_id = AKID\naws_secret_access_key = secret\n");
            assertThat(session.identity().arn()).isEqualTo("arn:aws:iam::111122223333:user/ann");
        }
    }

    /** Two at once, on threads of their own, and one that is not of this work. */
    @Test
    void aPieceOfWorkKnowsItsCalls() throws Exception {
        config("[profile ops]\naws_access_key_id = AKID\naws_secret_access_key = secret\n");
        LongAdder calls = new LongAdder();
        try (Answers sts = Answers.identity("ann");
                Session session = Session.of(profile("ops", sts.endpoint()), null)) {
            session.identity();
            CallCount.counting(
                    calls,
                    () -> AtOnce.each(List.of(1, 2), 2, one -> session.clients().sts().getCallerIdentity()));
            session.clients().sts().getCallerIdentity();
            assertThat(session.calls()).isEqualTo(4);
        }
        assertThat(calls.sum()).isEqualTo(2);
    }

    private KnownAccounts known() {
        return new KnownAccounts(folder.resolve("home/accounts.json"), folder.resolve("organisation.json"));
    }

    @Test
    void noCallIsMadeInAnotherAccountThanBefore() throws IOException {
        config("[profile ops]\naws_access_key_id = AKID\naws_secret_access_key = secret\n");
        try (Answers aws = Answers.identity("ann")) {
            known().saw("ops at " + aws.endpoint(), "444455556666");
            try (Session session = Session.of(profile("ops", aws.endpoint()), known())) {
                SallyportException error = catchThrowableOfType(
                        SallyportException.class,
                        () -> AwsErrors.translating(() -> session.clients().cloudFront().listDistributions()));
                assertThat(error.code()).isEqualTo("SP-ACCOUNT-CHANGED");
                assertThat(error.message()).contains("444455556666", "111122223333");
                assertThat(aws.calls()).as("GetCallerIdentity alone").isEqualTo(1);
                assertThat(session.surprise()).contains("111122223333");
                session.acceptAccount("555555555555");
                assertThat(catchThrowableOfType(SallyportException.class, session::identity).code())
                        .as("another one was meant").isEqualTo("SP-ACCOUNT-CHANGED");
                session.acceptAccount("111122223333");
                assertThat(session.identity().account()).isEqualTo("111122223333");
            }
            assertThat(known().account("ops at " + aws.endpoint())).contains("111122223333");
        }
    }

    @Test
    void whereTheAccountCannotBeAskedReadingsPassAndWritesDoNot() throws IOException {
        config("[profile ops]\naws_access_key_id = AKID\naws_secret_access_key = secret\n");
        try (Answers aws = Answers.query(403, "AccessDenied", "not you");
                Session session = Session.of(profile("ops", aws.endpoint()), known())) {
            var formation = session.clients().cloudFormation("us-east-1");
            assertThat(catchThrowableOfType(
                            SallyportException.class, () -> AwsErrors.translating(() -> formation.describeStacks()))
                    .code()).isEqualTo("SP-DENIED");
            assertThat(aws.calls()).as("who this is, and what was asked").isEqualTo(2);
            assertThat(catchThrowableOfType(
                            SallyportException.class,
                            () -> AwsErrors.translating(() -> formation.deleteStack(request -> request.stackName("s"))))
                    .code()).isEqualTo("SP-DENIED");
            assertThat(aws.calls()).as("who this is was asked, and nothing deleted").isEqualTo(3);
        }
    }

    /** The call itself would be refused too, but by then it has been signed for whoever it is. */
    @Test
    void whatIsWrongWithTheCredentialsIsNoAccountThatCannotBeAsked() throws IOException {
        config("[profile ops]\naws_access_key_id = AKID\naws_secret_access_key = secret\n");
        try (Answers aws = Answers.query(403, "ExpiredToken", "it has ended");
                Session session = Session.of(profile("ops", aws.endpoint()), known())) {
            var formation = session.clients().cloudFormation("us-east-1");
            for (int calls = 1; calls <= 2; calls++) {
                assertThat(catchThrowableOfType(
                                SallyportException.class, () -> AwsErrors.translating(() -> formation.describeStacks()))
                        .code()).isEqualTo("SP-EXPIRED");
                assertThat(aws.calls()).as("GetCallerIdentity alone").isEqualTo(calls);
            }
        }
    }

    @Test
    void otherCredentialsAreAskedForTheirAccountThoughTheFirstHaveNotEnded() {
        AtomicReference<String> key = new AtomicReference<>("AKIDFIRST");
        AtomicReference<String> asked = new AtomicReference<>("");
        List<String> refused = new ArrayList<>();
        AccountCheck check = new AccountCheck(key::get, one -> one.equals(asked.get()), () -> {
            refused.add(key.get());
            throw SallyportException.unavailable("SP-NETWORK", "No answer.", "Try again.");
        });
        ExecutionAttributes reading = ExecutionAttributes.builder()
                .put(SdkExecutionAttribute.SERVICE_NAME, "CloudFormation")
                .put(SdkExecutionAttribute.OPERATION_NAME, "DescribeStacks")
                .build();
        Runnable call = () -> check.beforeExecution(() -> DescribeStacksRequest.builder().build(), reading);
        call.run();
        call.run();
        assertThat(refused).as("not for each reading").containsExactly("AKIDFIRST");
        key.set("AKIDSECOND");
        call.run();
        assertThat(refused).containsExactly("AKIDFIRST", "AKIDSECOND");
        asked.set("AKIDSECOND");
        call.run();
        assertThat(refused).hasSize(2);
    }

    @Test
    void aMarkOfTheAccountCountsMoreThanTheNameOfItsProfile() throws IOException {
        config("[profile acme-prod]\naws_access_key_id = AKID\naws_secret_access_key = secret\n");
        try (Answers aws = Answers.identity("ann");
                Session session = Session.of(profile("acme-prod", aws.endpoint()), known())) {
            assertThat(session.mode()).isEqualTo(AccessMode.PRODUCTION);
            session.identity();
            known().mark("111122223333", false);
            assertThat(session.identity().mode()).isEqualTo(AccessMode.OPERATOR);
            assertThat(session.mode()).isEqualTo(AccessMode.OPERATOR);
            known().mark("111122223333", true);
            assertThat(session.identity().mode()).isEqualTo(AccessMode.PRODUCTION);
            assertThat(aws.calls()).isEqualTo(1);
        }
    }

    @Test
    void aSessionThatRestsReadsAndWritesOnceItIsWoken() throws IOException {
        config("[profile ops]\naws_access_key_id = AKID\naws_secret_access_key = secret\n");
        try (Answers aws = Answers.query(400, "ValidationError", "it was asked");
                Session session = Session.of(profile("ops", aws.endpoint()), null)) {
            var formation = session.clients().cloudFormation("us-east-1");
            session.rest();
            assertThat(session.mode()).isEqualTo(AccessMode.READ_ONLY);
            assertThat(catchThrowableOfType(
                            SallyportException.class, () -> formation.deleteStack(request -> request.stackName("s")))
                    .code()).isEqualTo("SP-READ-ONLY");
            assertThat(aws.calls()).isZero();
            assertThat(catchThrowableOfType(SallyportException.class, () -> session.requireWrites("it")).code())
                    .isEqualTo("SP-READ-ONLY");
            session.wake();
            assertThat(session.mode()).isEqualTo(AccessMode.OPERATOR);
            assertThat(catchThrowableOfType(
                            SallyportException.class,
                            () -> AwsErrors.translating(() -> formation.deleteStack(request -> request.stackName("s"))))
                    .message()).contains("it was asked");
        }
        try (Session sandbox = Session.over(
                embedded(keys(), URI.create("http://127.0.0.1:9"), () -> {}), AccountChoice.ofSandbox())) {
            sandbox.rest();
            assertThat(sandbox.mode()).isEqualTo(AccessMode.SANDBOX);
        }
    }

    @Test
    void onlyNamedProfilesAreAChoiceThatIsRefusedWhenItIsNeeded() throws IOException {
        config("[profile dev]\nregion = eu-west-1\n");
        assertThat(refusal(profile(null, null)).code()).isEqualTo("SP-CHOOSE-ACCOUNT");
    }

    @Test
    void aConfigThatCannotBeReadIsSaid() throws IOException {
        config("[profile\nnot a line\n");
        SallyportException error = refusal(profile("dev", null));
        assertThat(error.code()).isEqualTo("SP-AWS-CONFIG");
        assertThat(error.kind().exitStatus()).isEqualTo(2);
    }

    private static Session.Embedded embedded(AwsCredentialsProvider credentials, URI endpoint, Runnable whenClosed) {
        return new Session.Embedded(credentials, ApacheHttpClient.create(), endpoint, host -> Optional.empty(), whenClosed);
    }

    private static AwsCredentialsProvider keys() {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "secret"));
    }

    @Test
    void whoTheSessionIsIsAskedOnceAndAgainWhenItsCredentialsHaveEnded() {
        AtomicReference<Instant> end = new AtomicReference<>(Instant.now().plus(Duration.ofHours(1)));
        AwsCredentialsProvider temporary = () -> AwsSessionCredentials.builder()
                .accessKeyId("ASIA")
                .secretAccessKey("secret")
                .sessionToken("token")
                .expirationTime(end.get())
                .build();
        try (Answers sts = Answers.identity("ann");
                Session session =
                        Session.over(embedded(temporary, sts.endpoint(), () -> {}), AccountChoice.ofSandbox())) {
            assertThat(sts.calls()).isZero();
            assertThat(session.identity().expires()).isEqualTo(end.get());
            session.identity();
            assertThat(sts.calls()).isEqualTo(1);
        }
        try (Answers sts = Answers.identity("ann");
                Session session =
                        Session.over(embedded(temporary, sts.endpoint(), () -> {}), AccountChoice.ofSandbox())) {
            end.set(Instant.now().minusSeconds(1));
            session.identity();
            end.set(Instant.now().plus(Duration.ofHours(2)));
            assertThat(session.identity().expires()).isEqualTo(end.get());
            assertThat(sts.calls()).isEqualTo(2);
        }
    }

    @Test
    void whatFailedToOpenIsOpenedByTheNextWhoNeedsIt() {
        AtomicInteger attempts = new AtomicInteger();
        try (Answers sts = Answers.identity("ann");
                Session session = Session.over(
                        () -> {
                            if (attempts.incrementAndGet() == 1) {
                                throw SallyportException.unavailable("SP-TEST", "Not yet.", "Try again.");
                            }
                            return embedded(keys(), sts.endpoint(), () -> {});
                        },
                        AccountChoice.ofSandbox())) {
            assertThat(attempts.get()).isZero();
            assertThat(catchThrowableOfType(SallyportException.class, session::identity).code()).isEqualTo("SP-TEST");
            session.identity();
            session.clients().region();
            assertThat(attempts.get()).isEqualTo(2);
        }
    }

    @Test
    void aSessionThatIsClosedWhileItOpensWaitsForNothingAndClosesWhatOpened() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Session session = Session.over(
                () -> {
                    begun.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return embedded(keys(), URI.create("http://127.0.0.1:9"), closed::countDown);
                },
                AccountChoice.ofSandbox());
        FutureTask<String> waiting = new FutureTask<>(() -> session.clients().region());
        Thread.ofVirtual().start(waiting);
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        session.close();
        assertThat(closed.getCount()).isEqualTo(1);
        go.countDown();
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoLosesInterestDoesNotStopTheOpeningForOthers() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        try (Session session = Session.over(
                () -> {
                    begun.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        interrupted.set(true);
                    }
                    return embedded(keys(), URI.create("http://127.0.0.1:9"), () -> {});
                },
                AccountChoice.ofSandbox())) {
            FutureTask<String> first = new FutureTask<>(() -> session.clients().region());
            Thread impatient = Thread.ofVirtual().start(first);
            assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
            FutureTask<String> second = new FutureTask<>(() -> session.clients().region());
            Thread.ofVirtual().start(second);
            impatient.interrupt();
            impatient.join();
            go.countDown();
            assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo("us-east-1");
            assertThat(interrupted).isFalse();
            assertThat(AwsErrors.told(first.exceptionNow()).code()).isEqualTo("SP-INTERRUPTED");
        }
    }
}
