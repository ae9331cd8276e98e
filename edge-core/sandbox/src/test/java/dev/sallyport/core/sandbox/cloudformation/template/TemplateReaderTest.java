package dev.sallyport.core.sandbox.cloudformation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.Json;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateReaderTest {
    private static final String GROUP = "Resources:\n  G: {Type: 'AWS::Logs::LogGroup'}\n";

    private static void refused(String text, String message) {
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Template.parse(text))
                .withMessageContaining(message);
    }

    @Test
    void shortFormsAreTheirLongForms() throws Exception {
        assertThat(TemplateReader.read("A: !GetAtt B.C.D\nE: !Sub x\nF: !Join [',', [a]]\nG: !Condition H\nI: !Ref J").toString())
                .isEqualTo(Json.MAPPER
                        .readTree("{\"A\":{\"Fn::GetAtt\":[\"B\",\"C.D\"]},\"E\":{\"Fn::Sub\":\"x\"},"
                                + "\"F\":{\"Fn::Join\":[\",\",[\"a\"]]},\"G\":{\"Condition\":\"H\"},\"I\":{\"Ref\":\"J\"}}")
                        .toString());
    }

    /** AWS page "CloudFormation template formats": YAML 1.1; dates and versions stay text, leading zeros are kept. */
    @Test
    void scalarsAreAsInYaml11() {
        assertThat(TemplateReader.read("a: yes\nb: 'yes'\nc: 2012-10-17\nd: 0123\ne: 111122223333\nf: 3.10\ng: Off\nh: |\n  x\n")
                        .toString())
                .isEqualTo("{\"a\":true,\"b\":\"yes\",\"c\":\"2012-10-17\",\"d\":\"0123\",\"e\":111122223333,"
                        + "\"f\":3.1,\"g\":false,\"h\":\"x\\n\"}");
    }

    @Test
    void bothFormsMeanTheSame() {
        assertThat(Template.parse("{\"Resources\":{\"G\":{\"Type\":\"AWS::Logs::LogGroup\"}}}"))
                .isEqualTo(Template.parse(GROUP));
    }

    @Test
    void whatIsNoTemplateIsSaid() {
        refused("", "unsupported structure");
        refused("just text", "unsupported structure");
        refused("- a\n- b", "unsupported structure");
        refused("{\"Resources\": ", "JSON not well-formed. (line 1, column");
        refused("Resources:\n  A: [1, 2\n", "YAML not well-formed. (line ");
        refused("Resources: {}", "At least one Resources member must be defined.");
        refused("Description: x", "At least one Resources member must be defined.");
        refused(GROUP + "Mystery: 1", "Invalid template property or properties [Mystery]");
        refused("Resources:\n  A:\n    Type: x\n    Propertis: {}", "Invalid template resource property 'Propertis'");
        refused("Resources:\n  A: {Properties: {}}", "Every Resources object must contain a Type member");
        refused("Resources:\n  A-b: {Type: x}", "Resource name A-b is non alphanumeric");
        refused("Resources:\n  A:\n    Type: x\n    Properties:\n      B:", "[/Resources/A/Properties/B] 'null' values are not allowed");
        refused("AWSTemplateFormatVersion: '2011-01-01'\n" + GROUP, "Unsupported template format version");
        refused(GROUP + "Transform: AWS::Include", "the template asks for AWS::Include");
        refused(GROUP + "Outputs: {O: {Description: d}}", "Every Outputs member must contain a Value object");
        refused(GROUP + "Parameters: {P: {Type: Text}}", "Unrecognized parameter type: Text");
        refused(GROUP + "Parameters: {P: {Type: String, AllowedValues: a}}", "Every AllowedValues member must be a list.");
        refused(GROUP + "Outputs: {O: {Value: !Ref X}}", "Unresolved resource dependencies [X] in the Outputs block");
        refused("Conditions: {C: !Equals [!Ref G, a]}\n" + GROUP, "Cannot reference resources in the Conditions block");
        refused("Conditions: {C: !Not [!Condition D], D: !Not [!Condition C]}\n" + GROUP, "Circular dependency between conditions: [C, D]");
        refused("Resources:\n  A: {Type: x, DependsOn: B}\n  B: {Type: x, DependsOn: A}\n  C: {Type: x, DependsOn: A}",
                "Circular dependency between resources: [A, B]");
        refused("Resources:\n  A: {Type: x, DeletionPolicy: Snapshot}", "does not support DeletionPolicy Snapshot");
        refused("Resources:\n  A: {Type: x}\n  A: {Type: y}", "duplicate key 'A'");
        refused("{\"Resources\":{\"A\":{\"Type\":\"x\"},\"A\":{\"Type\":\"y\"}}}", "JSON not well-formed");
        refused("A: !Mystery x", "unsupported YAML tag !Mystery");
        refused("A: !!java.lang.Runtime x", "unsupported YAML tag !!java.lang.Runtime");
    }

    @Test
    @Attack(Area.DOCUMENTS)
    void hostileTextIsRefusedAtOnce() {
        String aliases = "a: &a [x, x]\nb: [*a, *a]\n";
        String deep = "[".repeat(100_000);
        String deepJson = "{\"a\":" + "[".repeat(100_000);
        String long_ = "a".repeat(1_000_001);
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            refused(aliases, "YAML aliases are not allowed in CloudFormation templates");
            refused(deep, "nested deeper");
            refused(deepJson, "nested deeper");
            refused("a: " + "{a: ".repeat(50_000), "nested deeper");
            refused(long_, "may not exceed 1000000 bytes");
            refused("a: " + "!Sub ".repeat(1000) + "x", "Template format error");
        });
    }

    /** Eight free groups over sixty letters are about 60^8 ways. */
    @Test
    @Attack(Area.DOCUMENTS)
    void aPatternThatNeverEndsIsStopped() {
        Template template = Template.parse(GROUP + "Parameters: {P: {Type: String, AllowedPattern: '(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)b'}}");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Parameters.bind(template, java.util.Map.of("P", "a".repeat(60))))
                .withMessageContaining("takes too long"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"api-perimeter", "field-encryption"})
    void theBlueprintsAreTemplates(String name) throws Exception {
        Path file = Path.of("..", "..", "assets", "stacks", name, "template.yaml");
        assertThat(Template.parse(Files.readString(file)).resources()).isNotEmpty();
    }
}
