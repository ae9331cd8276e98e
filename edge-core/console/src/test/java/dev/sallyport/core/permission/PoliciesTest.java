package dev.sallyport.core.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.account.Operations.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The policies that are shipped are those of the operations that the code calls; {@code -Dpolicies.renew=true} writes them
 * anew.
 */
class PoliciesTest {
    private static final Path FOLDER = Path.of("../../assets/policies");
    private static final Pattern TYPE = Pattern.compile("Type: (AWS::\\w+::\\w+)");

    private static void isShipped(String name, JsonNode policy) throws IOException {
        Path file = FOLDER.resolve(name);
        if (Boolean.getBoolean("policies.renew")) {
            Files.writeString(file, Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(policy) + "\n");
        }
        assertThat(Json.MAPPER.readTree(file.toFile())).isEqualTo(policy);
    }

    @ParameterizedTest
    @EnumSource
    void thePolicyOfARoleIsShipped(Role role) throws IOException {
        isShipped(role.name().toLowerCase(Locale.ROOT) + ".json", Policies.of(role));
    }

    @Test
    void theTemplateIsShipped() throws IOException {
        isShipped("policies.template.json", Policies.template());
    }

    /** "IAM and AWS STS quotas": a managed policy has 6,144 characters at most, the inline ones of a role 10,240. */
    @Test
    void noPolicyIsLargerThanIamTakes() {
        for (Role role : Role.values()) {
            assertThat(Policies.of(role).toString()).hasSizeLessThanOrEqualTo(6144);
        }
        JsonNode inline = Policies.template().at("/Resources/ServiceRole/Properties/Policies/0/PolicyDocument");
        assertThat(inline.path("Statement")).isNotEmpty();
        assertThat(inline.toString()).hasSizeLessThanOrEqualTo(10240);
    }

    @Test
    void aViewerMayChangeNothingAndADeployerNotIam() {
        assertThat(Policies.actions(Role.VIEWER))
                .contains("logs:FilterLogEvents", "s3:ListBucket", "apigateway:GET")
                .doesNotContain("kms:Decrypt", "dynamodb:Scan", "lambda:InvokeFunction", "apigateway:POST")
                .noneMatch(action -> action.matches("[a-z0-9]+:(Create|Update|Delete|Put|Invoke|Execute).*"));
        assertThat(Policies.actions(Role.DECRYPTOR))
                .containsExactly(
                        "dynamodb:DescribeTable",
                        "dynamodb:Query",
                        "dynamodb:Scan",
                        "kms:Decrypt",
                        "logs:FilterLogEvents",
                        "s3:GetObject",
                        "s3:ListBucket");
        assertThat(Policies.actions(Role.DEPLOYER))
                .contains("cloudformation:ExecuteChangeSet", "s3:PutObject", "lambda:InvokeFunction", "iam:PassRole")
                .filteredOn(action -> action.startsWith("iam:"))
                .containsExactly("iam:CreateServiceLinkedRole", "iam:PassRole");
    }

    @Test
    void aDeployerPassesToCloudFormationTheServiceRoleAloneAndReadsTheSealAlone() {
        JsonNode statements = Policies.template().at("/Resources/Deployer/Properties/PolicyDocument/Statement");
        assertThat(statements)
                .filteredOn(one -> one.toString().contains("cloudformation.amazonaws.com"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.path("Action")).hasToString("[\"iam:PassRole\"]");
                    assertThat(one.path("Resource")).hasToString("{\"Fn::GetAtt\":[\"ServiceRole\",\"Arn\"]}");
                });
        for (Role role : Role.values()) {
            assertThat(Policies.of(role).path("Statement"))
                    .filteredOn(one -> one.path("Action").toString().contains("ssm:"))
                    .allSatisfy(one -> assertThat(one.path("Resource").asText())
                            .isEqualTo("arn:aws:ssm:*:*:parameter/sallyport/rollouts/seal"));
        }
    }

    @Test
    void everyResourceTypeOfTheBlueprintsIsKnownAndNoOther() throws IOException {
        Set<String> made = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("../../assets/stacks"))) {
            for (Path file : files.filter(path -> path.endsWith("template.yaml")).toList()) {
                TYPE.matcher(Files.readString(file)).results().forEach(type -> made.add(type.group(1)));
            }
        }
        assertThat(made).hasSizeGreaterThan(20);
        assertThat(Policies.resourceTypes().keySet()).isEqualTo(made);
    }
}
