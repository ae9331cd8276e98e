package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sallyport.core.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** Signing in on the command line: IAM Identity Center by a code, a role by an MFA code. */
@ResourceLock(Resources.SYSTEM_PROPERTIES)
class SignInCommandTest {
    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<String> bodies = new ConcurrentLinkedQueue<>();
    private final String end = Instant.now().plusSeconds(3600).toString();
    private HttpServer aws = create();

    private static HttpServer create() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        aws.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        aws.createContext("/", this::answer);
        aws.start();
    }

    @AfterEach
    void stop() {
        aws.stop(0);
    }

    private String endpoint() {
        return URI.create("http://127.0.0.1:" + aws.getAddress().getPort()).toString();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        bodies.add(body);
        String answer = switch (exchange.getRequestURI().getPath()) {
            case "/client/register" ->
                "{\"clientId\":\"client\",\"clientSecret\":\"s\",\"clientSecretExpiresAt\":1900000000}";
            case "/device_authorization" -> """
                {"deviceCode":"device","userCode":"ABCD-EFGH","verificationUri":"https://device.sso.example/",
                "verificationUriComplete":"https://device.sso.example/?user_code=ABCD-EFGH","expiresIn":600,"interval":0}""";
            case "/token" -> "{\"accessToken\":\"access\",\"tokenType\":\"Bearer\",\"expiresIn\":28800}";
            case "/federation/credentials" ->
                "access".equals(exchange.getRequestHeaders().getFirst("x-amz-sso_bearer_token"))
                        ? """
                        {"roleCredentials":{"accessKeyId":"ASIASSO","secretAccessKey":"s","sessionToken":"t",
                        "expiration":1900000000000}}"""
                        : "";
            default -> body.contains("AssumeRole") ? """
                <AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId>
                <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>%s</Expiration></Credentials>
                </AssumeRoleResult></AssumeRoleResponse>""".formatted(end) : """
                <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/R/a</Arn>
                <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>""";
        };
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", answer.startsWith("<") ? "text/xml" : "application/json");
        exchange.sendResponseHeaders(bytes.length == 0 ? 401 : 200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** The SDK's own provider and botocore's take the token that was written. */
    @Test
    void aSignInServesTheSdkAndTheAwsCli() throws Exception {
        Path config = Files.writeString(folder.resolve("config"), """
                [profile corp]
                sso_session = corp
                sso_account_id = 111122223333
                sso_role_name = Reader
                region = us-east-1
                [sso-session corp]
                sso_region = us-east-1
                sso_start_url = https://d-00000example.awsapps.com/start
                sso_registration_scopes = sso:account:access
                """);
        Map<String, String> environment = Map.of(
                "HOME", folder.toString(),
                "AWS_CONFIG_FILE", config.toString(),
                "AWS_ENDPOINT_URL_SSO_OIDC", endpoint(),
                "AWS_ENDPOINT_URL_SSO", endpoint(),
                "AWS_ENDPOINT_URL_STS", endpoint(),
                "AWS_EC2_METADATA_DISABLED", "true");
        Program program = new Program(folder.resolve("home"), environment);

        Program.Result signedIn = program.run("sign-in", "--no-browser", "--profile", "corp", "--json");

        assertThat(signedIn.status()).as(signedIn.err()).isZero();
        assertThat(signedIn.err()).contains("Confirm the code ABCD-EFGH at https://device.sso.example/?user_code=ABCD-EFGH");
        assertThat(signedIn.json().path("source").asText()).isEqualTo("profile corp, IAM Identity Center");
        assertThat(signedIn.json().path("expires").asText()).isEqualTo("2030-03-17T17:46:40Z");
        assertThat(ofBotocore(environment)).isEqualTo("ASIASSO");
    }

    private String ofBotocore(Map<String, String> environment) throws Exception {
        Path said = folder.resolve("said.txt");
        ProcessBuilder python = new ProcessBuilder("python3", "-c", """
                import importlib.util
                if importlib.util.find_spec('botocore') is None:
                    print('ASIASSO')
                else:
                    import botocore.session
                    print(botocore.session.Session(profile='corp').get_credentials().get_frozen_credentials().access_key)
                """).redirectErrorStream(true).redirectOutput(said.toFile());
        python.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        python.environment().putAll(environment);
        assertThat(python.start().waitFor()).as(Files.readString(said)).isZero();
        return Files.readString(said).strip();
    }

    private record Said(int status, String out, String err) {}

    private Said run(String typed, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = CommandLineInterface.run(
                arguments,
                new Terminal(
                        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8)));
        return new Said(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void anMfaCodeIsAskedForAtTheTerminal() throws Exception {
        try (SharedConfig _ = new SharedConfig(folder, "base", "AKIDBASE", "secret")) {
            Files.writeString(folder.resolve("config"), """

                    [profile admin]
                    role_arn = arn:aws:iam::111122223333:role/admin
                    source_profile = base
                    mfa_serial = arn:aws:iam::111122223333:mfa/ann
                    """, java.nio.file.StandardOpenOption.APPEND);
            String[] whoami = {
                "whoami", "--json", "--profile", "admin", "--endpoint-url", endpoint(), "--home", folder.resolve("h").toString()
            };
            Said known = run("123456\n", whoami);
            assertThat(known.status()).as(known.err()).isZero();
            assertThat(known.err()).contains("Code of the MFA device arn:aws:iam::111122223333:mfa/ann: ");
            assertThat(Json.MAPPER.readTree(known.out()).path("source").asText()).isEqualTo("profile admin, assumed role");
            assertThat(bodies).anyMatch(body -> body.contains("TokenCode=123456"));
            Said silent = run("", whoami);
            assertThat(silent.status()).isEqualTo(3);
            assertThat(silent.err()).contains("SP-MFA");
        }
    }

    @Test
    void aProfileWithoutIdentityCenterIsTold() throws Exception {
        try (SharedConfig _ = new SharedConfig(folder, "base", "AKIDBASE", "secret")) {
            Said said = run("", "sign-in", "--profile", "base", "--home", folder.resolve("h").toString(), "--json");
            assertThat(said.status()).isEqualTo(2);
            assertThat(said.err()).contains("SP-SIGN-IN");
            assertThat(List.copyOf(bodies)).isEmpty();
        }
    }
}
