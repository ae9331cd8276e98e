package dev.sallyport.core.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.SallyportException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * What a user reads when AWS says no. Each exception is one that the SDK made of an answer or of the network; codes and
 * status codes are those of "Common errors" and "Error responses" in the services' API references.
 */
class AwsErrorsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "is not authorized to perform: logs:FilterLogEvents on resource: arn:aws:logs:us-east-1:111122223333:log-group:g:* because"
                + " no identity-based policy allows the logs:FilterLogEvents action"
                + " | {\"Effect\":\"Allow\",\"Action\":\"logs:FilterLogEvents\",\"Resource\":\"arn:aws:logs:us-east-1:111122223333:log-group:g:*\"}",
        "is not authorized to perform: wafv2:ListWebACLs because no identity-based policy allows it"
                + " | {\"Effect\":\"Allow\",\"Action\":\"wafv2:ListWebACLs\",\"Resource\":\"*\"}",
        "is not authorized to perform: kms:Decrypt on resource: x with an explicit deny in a service control policy"
                + " | No further permission helps while a service control policy denies it",
        "is not authorized to perform: kms:Decrypt with an explicit deny in an identity-based policy"
                + " | No further permission helps while an identity-based policy denies it",
        "Access denied | Ask for the permission that the message names"
    })
    void aDenialOffersTheStatementThatWouldHelp(String message, String next) {
        AwsServiceException denied = AwsServiceException.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("AccessDeniedException")
                        .errorMessage("User: arn:aws:iam::111122223333:user/ann " + message)
                        .build())
                .build();
        SallyportException told = AwsErrors.translate(denied);
        assertThat(told.code()).isEqualTo("SP-DENIED");
        assertThat(told.next()).contains(next);
    }

    /** The whole of what is read, for each way in which a call is refused. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "400 | ExpiredTokenException | So it is. | The credentials have expired. ExpiredTokenException: So it is."
                + " | Log in again, then repeat what you did.",
        "403 | SignatureDoesNotMatch | Signature expired: a is now earlier than b"
                + " | The clock of this machine and AWS's are too far apart. SignatureDoesNotMatch: Signature expired: a is now earlier than b"
                + " | Set the clock, then repeat what you did.",
        "403 | InvalidClientTokenId | So it is. | AWS does not accept these credentials. InvalidClientTokenId: So it is."
                + " | Log in again, or name another --profile; a Region that the account has not enabled says so too.",
        "400 | ThrottlingException | Rate exceeded | ThrottlingException: Rate exceeded"
                + " | Wait a minute and try again; other callers share this quota.",
        "400 | WAFOptimisticLockException | So it is. | Someone else changed it meanwhile. WAFOptimisticLockException: So it is."
                + " | Load it again, look at the difference, then repeat the change.",
        "507 | SP-SANDBOX-STATE | So it is. | So it is. | Mend what the message names, then start Sallyport again.",
        "507 | SP-SANDBOX-STATE | '' | SP-SANDBOX-STATE | Mend what the message names, then start Sallyport again.",
        "501 | NotImplemented | So it is. | NotImplemented: So it is."
                + " | This endpoint does not offer the operation; use a real account for it.",
        "404 | NoSuchBucket | So it is. | NoSuchBucket: So it is. | Check the name, the Region and the account.",
        "403 | AccessDenied | MultiFactorAuthentication failed with invalid MFA one time pass code."
                + " | AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code."
                + " | Repeat what you did with the next code of the device; each code works once.",
        "403 | AccessDenied | User: a is not authorized to perform: kms:Decrypt on resource: k with an explicit deny in a permissions boundary"
                + " | AccessDenied: User: a is not authorized to perform: kms:Decrypt on resource: k with an explicit deny in a permissions boundary"
                + " | No further permission helps while a permissions boundary denies it; ask who keeps that, or switch the profile.",
        "503 | ServiceUnavailable | So it is. | ServiceUnavailable: So it is. | Try again; if it stays, look at AWS Health.",
        "400 | ValidationException | So it is. | ValidationException: So it is. | Mend what the message names and try again.",
        "400 | InsufficientCapabilities | So it is. | InsufficientCapabilities: So it is. | Mend what the message names and try again."
    })
    void everySentenceAndWhatToDoNext(int status, String code, String said, String message, String next) {
        SallyportException told = AwsErrors.translate(AwsServiceException.builder()
                .statusCode(status)
                .requestId("r-1")
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage(said).build())
                .build());
        assertThat(told.message()).isEqualTo(message);
        assertThat(told.next()).isEqualTo(next);
        assertThat(told.requestId()).contains("r-1");
    }

    @Test
    void whatBreaksHereIsToldWithWhatToDo() {
        SallyportException tls = AwsErrors.told(new SSLHandshakeException("PKIX path building failed"));
        assertThat(tls.code()).isEqualTo("SP-NETWORK");
        assertThat(tls.next())
                .isEqualTo("Check that the proxy between here and AWS does not open TLS, or trust its certificate (PKIX path"
                        + " building failed).");
        SallyportException file = AwsErrors.told(new FileSystemException("/logs/a.gz", null, "Is a directory"));
        assertThat(file.message()).isEqualTo("The file /logs/a.gz cannot be used: Is a directory.");
        SallyportException full = AwsErrors.told(new IOException("No space left on device"));
        assertThat(full.code()).isEqualTo("SP-IO");
        assertThat(full.message()).isEqualTo("Reading or writing broke off: No space left on device");
        assertThat(full.next()).isEqualTo("Check the disk, then try again.");
        SallyportException interrupted = AwsErrors.told(new InterruptedException());
        assertThat(interrupted.message()).isEqualTo("Interrupted.");
        assertThat(interrupted.next()).isEqualTo("What was under way goes on; see sallyport rollout status.");
    }

    private static SallyportException said(Runnable call) {
        return AwsErrors.translate(catchThrowableOfType(SdkException.class, call::run));
    }

    private static SallyportException json(int status, String code, String message) {
        try (Answers answers = Answers.json(status, code, message);
                AwsClients aws = answers.clients()) {
            return said(() -> aws.kms("us-east-1").listKeys());
        }
    }

    private static SallyportException query(int status, String code, String message) {
        try (Answers answers = Answers.query(status, code, message);
                AwsClients aws = answers.clients()) {
            return said(() -> aws.sts().getCallerIdentity());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, ExpiredTokenException, SP-EXPIRED, REFUSED",
        "400, UnrecognizedClientException, SP-CREDENTIALS, REFUSED",
        "400, InvalidSignatureException, SP-CREDENTIALS, REFUSED",
        "400, IncompleteSignatureException, SP-CREDENTIALS, REFUSED",
        "400, MissingAuthenticationTokenException, SP-CREDENTIALS, REFUSED",
        "400, AccessDeniedException, SP-DENIED, REFUSED",
        "400, ThrottlingException, SP-THROTTLED, UNAVAILABLE",
        "400, ProvisionedThroughputExceededException, SP-THROTTLED, UNAVAILABLE",
        "429, TooManyRequestsException, SP-THROTTLED, UNAVAILABLE",
        "429, EC2ThrottledException, SP-THROTTLED, UNAVAILABLE",
        "400, NotFoundException, SP-NOT-FOUND, REFUSED",
        "400, WAFNonexistentItemException, SP-NOT-FOUND, REFUSED",
        "400, ResourceNotFoundException, SP-NOT-FOUND, REFUSED",
        "400, WAFOptimisticLockException, SP-CONFLICT, REFUSED",
        "400, OptimisticLockException, SP-CONFLICT, REFUSED",
        "400, ValidationException, SP-INVALID, BAD_INPUT",
        "400, InvalidParameterException, SP-INVALID, BAD_INPUT",
        "400, WAFInvalidParameterException, SP-INVALID, BAD_INPUT",
        "400, UnknownOperationException, SP-NOT-OFFERED, UNAVAILABLE",
        "404, UnknownOperationException, SP-NOT-OFFERED, UNAVAILABLE",
        "400, KMSInvalidStateException, SP-AWS-REFUSED, REFUSED",
        "500, KMSInternalException, SP-AWS-FAULT, UNAVAILABLE",
        "503, ServiceUnavailableException, SP-AWS-FAULT, UNAVAILABLE",
    })
    void everyCodeOfAJsonServiceHasItsKind(int status, String code, String expected, Kind kind) {
        SallyportException error = json(status, code, "So it is.");
        assertThat(error.code()).isEqualTo(expected);
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.message()).endsWith(code + ": So it is.");
        assertThat(error.requestId()).contains(Answers.REQUEST);
        assertThat(error.next()).endsWith(".");
    }

    @ParameterizedTest
    @CsvSource({
        "403, ExpiredToken, SP-EXPIRED, REFUSED",
        "403, InvalidClientTokenId, SP-CREDENTIALS, REFUSED",
        "403, SignatureDoesNotMatch, SP-CREDENTIALS, REFUSED",
        "403, AccessDenied, SP-DENIED, REFUSED",
        "403, OptInRequired, SP-DENIED, REFUSED",
        "400, Throttling, SP-THROTTLED, UNAVAILABLE",
        "404, NoSuchEntity, SP-NOT-FOUND, REFUSED",
        "400, ValidationError, SP-INVALID, BAD_INPUT",
        "400, MalformedPolicyDocument, SP-INVALID, BAD_INPUT",
        "412, PreconditionFailed, SP-CONFLICT, REFUSED",
        "400, RequestExpired, SP-CLOCK, REFUSED",
        "400, InsufficientCapabilities, SP-AWS-REFUSED, REFUSED",
        "500, InternalFailure, SP-AWS-FAULT, UNAVAILABLE",
        "501, NotImplemented, SP-NOT-OFFERED, UNAVAILABLE",
    })
    void everyCodeOfAQueryServiceHasItsKind(int status, String code, String expected, Kind kind) {
        SallyportException error = query(status, code, "So it is.");
        assertThat(error.code()).isEqualTo(expected);
        assertThat(error.kind()).isEqualTo(kind);
        assertThat(error.message()).endsWith(code + ": So it is.");
        assertThat(error.requestId()).contains(Answers.REQUEST);
    }

    @Test
    void aStackThatIsNotThereIsNotFoundThoughCloudFormationCallsItInvalid() {
        assertThat(query(400, "ValidationError", "Stack with id t-api does not exist").code()).isEqualTo("SP-NOT-FOUND");
    }

    @Test
    void anAnswerWithoutABodyIsJudgedByItsStatus() {
        try (Answers answers = new Answers(403, "application/xml", "");
                AwsClients aws = answers.clients()) {
            SallyportException error =
                    said(() -> aws.s3("us-east-1").headObject(request -> request.bucket("b").key("k")));
            assertThat(error.code()).isEqualTo("SP-DENIED");
            assertThat(error.kind().exitStatus()).isEqualTo(3);
        }
    }

    @Test
    void aDenialNamesTheActionAndAnEncodedPartBecomesACommand() {
        String plain = "User: arn:aws:iam::111122223333:user/ann is not authorized to perform: kms:ListKeys"
                + " because no identity-based policy allows the kms:ListKeys action";
        assertThat(json(400, "AccessDeniedException", plain).message()).contains("kms:ListKeys action");
        SallyportException encoded = query(
                403,
                "UnauthorizedOperation",
                "You are not authorized to perform this operation. Encoded authorization failure message: aB3-_9xYz");
        assertThat(encoded.code()).isEqualTo("SP-DENIED");
        assertThat(encoded.message())
                .isEqualTo("UnauthorizedOperation: You are not authorized to perform this operation.");
        assertThat(encoded.next()).endsWith("aws sts decode-authorization-message --encoded-message aB3-_9xYz");
    }

    @Test
    void aClockThatIsWrongIsNoMatterOfCredentials() {
        String now = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").format(ZonedDateTime.now(ZoneOffset.UTC));
        SallyportException late = json(
                400,
                "InvalidSignatureException",
                "Signature expired: 20200101T000000Z is now earlier than " + now + " (" + now + " - 5 min.)");
        assertThat(late.code()).isEqualTo("SP-CLOCK");
        assertThat(late.next()).startsWith("Set the clock");
        assertThat(query(403, "RequestTimeTooSkewed", "The difference is too large.").code()).isEqualTo("SP-CLOCK");
    }

    @Test
    void aClosedPortAnUnknownNameAndSilenceAreTheNetwork() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        SallyportException refused = nowhere("http://127.0.0.1:" + closed);
        assertThat(refused.message()).startsWith("AWS did not answer: Connect to ").contains("Connection refused");
        SallyportException unknown = nowhere("http://sts.example.invalid");
        assertThat(unknown.message()).contains("sts.example.invalid").doesNotContain("UnknownHostException");
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            SallyportException late = nowhere("http://127.0.0.1:" + silent.getLocalPort());
            assertThat(late.message()).startsWith("AWS did not answer: ").contains("timed out");
        }
    }

    private static SallyportException nowhere(String endpoint) {
        try (AwsClients aws = Answers.clients(URI.create(endpoint))) {
            SallyportException error = said(() -> aws.sts().getCallerIdentity());
            assertThat(error.code()).isEqualTo("SP-NETWORK");
            assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(error.requestId()).isEmpty();
            assertThat(error.message()).doesNotContain("SDK");
            return error;
        }
    }

    @Test
    void aCallThatCannotBeMadeAndAnAnswerThatIsNoneAreNoMatterOfTheNetwork() {
        try (Answers answers = new Answers(200, "application/x-amz-json-1.1", "{\"Keys\":[ <html>");
                AwsClients aws = answers.clients()) {
            isNoMatterOfTheNetwork(said(() -> aws.kms("us-east-1").listKeys()));
        }
        try (Answers answers = new Answers(200, "text/xml", "<html><p>Log in to the proxy");
                AwsClients aws = answers.clients()) {
            isNoMatterOfTheNetwork(said(() -> aws.sts().getCallerIdentity()));
            isNoMatterOfTheNetwork(said(() -> aws.lambda("us-east-1").getFunction(request -> {})));
        }
        try (AwsClients aws = Answers.clients(URI.create("ftp://127.0.0.1:9"))) {
            isNoMatterOfTheNetwork(said(() -> aws.sts().getCallerIdentity()));
        }
    }

    private static void isNoMatterOfTheNetwork(SallyportException error) {
        assertThat(error.code()).as(error.message()).isEqualTo("SP-CALL");
        assertThat(error.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(error.message()).startsWith("AWS could not be asked, or its answer not be understood: ").doesNotContain("SDK");
    }

    /** Whose thread is interrupted while it reads an answer. */
    private static final class Interrupting implements SdkHttpClient {
        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    byte[] answer = "{\"Keys\":[]}".getBytes(StandardCharsets.UTF_8);
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder().statusCode(200).build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream(answer) {
                                @Override
                                public synchronized int read(byte[] into, int at, int most) {
                                    Thread.currentThread().interrupt();
                                    return super.read(into, at, 1);
                                }
                            }))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public void close() {}
    }

    @Test
    void anAnswerThatIsNotReadToItsEndIsNotOneThatIsNotUnderstood() {
        try (AwsClients aws = new AwsClients(new AwsClients.Connection(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")),
                new Interrupting(),
                URI.create("http://127.0.0.1:9"),
                "us-east-1",
                List.of()))) {
            assertThat(said(() -> aws.kms("us-east-1").listKeys()).code()).isEqualTo("SP-INTERRUPTED");
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void anInterruptedCallIsNoMatterOfTheNetwork() {
        try (AwsClients aws = Answers.clients(URI.create("http://127.0.0.1:9"))) {
            Thread.currentThread().interrupt();
            assertThat(said(() -> aws.sts().getCallerIdentity()).code()).isEqualTo("SP-INTERRUPTED");
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void whatAnErrorIsWrappedInDoesNotMatter() {
        SallyportException expired = SallyportException.refused("SP-EXPIRED", "Expired.", "Log in again.");
        assertThat(AwsErrors.told(new RuntimeException("Exception in Application start method", expired)))
                .isSameAs(expired);
        assertThat(AwsErrors.told(new ExecutionException(new IllegalStateException(expired)))).isSameAs(expired);
        try (Answers answers = Answers.query(403, "ExpiredToken", "The security token is expired");
                AwsClients aws = answers.clients()) {
            SdkException thrown = catchThrowableOfType(SdkException.class, () -> aws.sts().getCallerIdentity());
            assertThat(AwsErrors.told(new ExecutionException(thrown)).code()).isEqualTo("SP-EXPIRED");
        }
        assertThat(AwsErrors.told(new RuntimeException(new InterruptedException())).code()).isEqualTo("SP-INTERRUPTED");
    }

    @Test
    void aFileThatIsNotThereIsBadInputAndADiskThatFailsIsUnavailable() {
        SallyportException missing = AwsErrors.told(new UncheckedIOException(new NoSuchFileException("acl.json")));
        assertThat(missing.kind()).isEqualTo(Kind.BAD_INPUT);
        assertThat(missing.message()).isEqualTo("The file acl.json is not there.");
        assertThat(AwsErrors.told(new UncheckedIOException(new AccessDeniedException("key.pem"))).message())
                .isEqualTo("The file key.pem may not be used.");
        SallyportException disk = AwsErrors.told(new UncheckedIOException(new IOException("No space left on device")));
        assertThat(disk.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(disk.code()).isEqualTo("SP-IO");
    }

    @Test
    void whatNobodyKnowsNeverShowsItsText() {
        SallyportException error = AwsErrors.told(new ExecutionException(new IllegalStateException("secret")));
        assertThat(error.code()).isEqualTo("SP-INTERNAL");
        assertThat(error.kind().exitStatus()).isEqualTo(4);
        assertThat(error.message() + error.next()).contains("IllegalStateException").doesNotContain("secret");
    }
}
