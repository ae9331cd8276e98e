package dev.sallyport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * boto3 and the AWS CLI, pointed at a served sandbox with its printed keys, see in every service what the console shows:
 * the comparison itself is {@code agree.py}.
 */
@Tag("sandbox")
class ForeignClientsTest {
    @TempDir
    private static Path folder = Path.of("");

    @Test
    void seeInEveryServiceWhatTheConsoleShows() throws Exception {
        requireTools();
        Program program = new Program(folder.resolve("home"));
        try (Program.Server server = program.serve()) {
            assertThat(program.run("rollout", "apply", "api-perimeter", "--name", "t-api", "--yes").status()).isZero();
            assertThat(program.run("rollout", "apply", "field-encryption", "--name", "t-fields", "--yes").status())
                    .isZero();
            assertThat(program.run("rollout", "apply", "outpost-lambda", "--name", "t-outpost", "--yes").status())
                    .isZero();
            JsonNode distributions = program.run("inspect", "--json").json().path("distributions");
            JsonNode listed = program.run("inspect", "--listed", "--json").json().path("distributions");
            assertThat(listed.findValuesAsText("domainName")).isEqualTo(distributions.findValuesAsText("domainName"));
            assertThat(program.run("inspect", "--listed").out().lines().filter(line -> line.contains(".cloudfront.net")))
                    .hasSize(distributions.size());
            for (JsonNode one : distributions) {
                if (one.path("comment").asText().equals("t-api")) {
                    program.run("sandbox", "traffic", "--distribution", one.path("id").asText(), "--requests", "60");
                }
            }
            ObjectNode console = Json.MAPPER.createObjectNode();
            console.set("whoami", program.run("whoami", "--json").json());
            console.set("stacks", program.run("stacks", "--json").json());
            console.set("inspect", program.run("inspect", "--json").json());
            console.set("hits", program.run("hits", "--acl", "t-api", "--by", "action", "--json").json());
            console.set("attacks", program.run("attacks", "--json").json());
            Path answers = Files.writeString(folder.resolve("console.json"), console.toString());

            Path script = Path.of(Objects.requireNonNull(getClass().getResource("/agree.py")).toURI());
            Path said = folder.resolve("said.txt");
            ProcessBuilder judge = new ProcessBuilder("python3", script.toString(), answers.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile());
            judge.environment().putAll(environment(server.addresses()));
            Process process = judge.start();
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(said)).isZero();
            assertThat(Files.readString(said)).endsWith("all agree\n");
        }
    }

    private static Map<String, String> environment(JsonNode addresses) {
        String none = folder.resolve("none").toString();
        return Map.of(
                "AWS_ENDPOINT_URL", addresses.path("endpoint").asText(),
                "AWS_ACCESS_KEY_ID", addresses.path("accessKeyId").asText(),
                "AWS_SECRET_ACCESS_KEY", addresses.path("secretAccessKey").asText(),
                "AWS_DEFAULT_REGION", addresses.path("region").asText(),
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_CONFIG_FILE", none,
                "AWS_SHARED_CREDENTIALS_FILE", none,
                "AWS_PAGER", "");
    }

    private static void requireTools() throws IOException, InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder("sh", "-c", "python3 -c 'import boto3' && aws --version")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noShell) {
            there = false;
        }
        if (!there && "1".equals(System.getenv("SALLYPORT_REQUIRE_TOOLS"))) {
            throw new AssertionError("boto3 or the AWS CLI is missing, and SALLYPORT_REQUIRE_TOOLS says they must be there");
        }
        Assumptions.assumeTrue(there, "skipped: boto3 or the AWS CLI is not installed");
    }
}
