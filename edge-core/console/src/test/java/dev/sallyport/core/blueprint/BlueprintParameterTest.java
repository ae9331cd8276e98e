package dev.sallyport.core.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BlueprintParameterTest {
    private static final String TEMPLATE =
            """
            AWSTemplateFormatVersion: "2010-09-09"
            Parameters:
              RateLimit:
                Type: Number
                Default: 100
                MinValue: 10
                MaxValue: 2000000000
                Description: Requests per five minutes and address.
              PriceClass:
                Type: String
                Default: PriceClass_100
                AllowedValues: [PriceClass_100, PriceClass_All]
              Stage:
                Type: String
                AllowedPattern: "[a-z]+"
            Resources:
              Topic:
                Type: AWS::KMS::Key
                Properties:
                  Description: !Sub "${AWS::StackName}"
            """;

    private static BlueprintParameter parameter(String name) {
        return TemplateParameters.of(TEMPLATE).stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void readsTheParametersSectionBesideFunctions() {
        assertThat(TemplateParameters.of(TEMPLATE))
                .extracting(BlueprintParameter::name)
                .containsExactlyInAnyOrder("RateLimit", "PriceClass", "Stage");
        assertThat(parameter("RateLimit").defaultValue()).isEqualTo("100");
        assertThat(parameter("Stage").defaultValue()).isNull();
    }

    @Test
    void objectsToWhatCloudFormationWouldRefuse() {
        assertThat(parameter("RateLimit").objection("9")).contains("at least 10");
        assertThat(parameter("RateLimit").objection("many")).contains("number");
        assertThat(parameter("RateLimit").objection("10")).isEmpty();
        assertThat(parameter("PriceClass").objection("PriceClass_200")).contains("one of");
        assertThat(parameter("Stage").objection("Prod")).contains("match");
        assertThat(parameter("Stage").objection("prod")).isEmpty();
    }

    @Test
    void knowsWhichValuesAreSecret() {
        List<BlueprintParameter> parameters = TemplateParameters.of("""
                Parameters:
                  Token: {Type: String, NoEcho: true}
                  Quoted: {Type: String, NoEcho: 'true'}
                  Plain: {Type: String, NoEcho: false}
                  Silent: {Type: String}
                """);
        assertThat(parameters)
                .filteredOn(BlueprintParameter::noEcho)
                .extracting(BlueprintParameter::name)
                .containsExactlyInAnyOrder("Token", "Quoted");
    }
}
