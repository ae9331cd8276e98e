package dev.sallyport.core.sandbox.cloudformation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AWS page "CloudFormation template Parameters syntax"; the messages as quoted in public issue threads. */
class ParametersTest {
    private static final String GROUP = "Resources:\n  G: {Type: 'AWS::Logs::LogGroup'}\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {Type: String, AllowedValues: [a, b]}                      | c     | Parameter 'P' must be one of AllowedValues
            {Type: String, AllowedPattern: '[a-z]+'}                   | a1    | Parameter 'P' must match pattern [a-z]+
            {Type: String, AllowedPattern: '[a-z]+', ConstraintDescription: only letters.} | 1 | Parameter P failed to satisfy constraint: only letters.
            {Type: String, MinLength: 3}                               | ab    | Parameter 'P' must contain at least 3 characters
            {Type: String, MaxLength: 1}                               | ab    | Parameter 'P' must contain at most 1 characters
            {Type: Number}                                             | x     | Parameter 'P' must be a number.
            {Type: Number, MinValue: 5}                                | 4.9   | Parameter 'P' must be a number not less than 5
            {Type: Number, MaxValue: 5}                                | 6     | Parameter 'P' must be a number not greater than 5
            {Type: 'List<Number>', MaxValue: 5}                        | 1, 6  | Parameter 'P' must be a number not greater than 5
            {Type: CommaDelimitedList, AllowedPattern: '[a-z]'}        | a,b,1 | Parameter 'P' must match pattern [a-z]
            {Type: 'AWS::EC2::VPC::Id'}                                | vpc-1 | does not exist
            """)
    void aBrokenConstraintIsNamed(String declaration, String value, String message) {
        Template template = Template.parse(GROUP + "Parameters: {P: " + declaration + "}");
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Parameters.bind(template, Map.of("P", value)))
                .withMessageContaining(message);
    }

    @Test
    void missingAndUnknownOnesAreListed() {
        Template template =
                Template.parse(GROUP + "Parameters: {P: {Type: String}, Q: {Type: String}, R: {Type: Number, Default: 7}}");
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Parameters.bind(template, Map.of()))
                .withMessage("Parameters: [P, Q] must have values");
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Parameters.bind(template, Map.of("P", "1", "Q", "", "X", "1")))
                .withMessage("Parameters: [X] do not exist in the template");
        assertThat(Parameters.bind(template, Map.of("P", "1", "Q", "")))
                .isEqualTo(Map.of("P", "1", "Q", "", "R", "7"));
    }

    /** AWS page "CloudFormation template Rules syntax", example: a certificate is needed when SSL is on. */
    @Test
    void rulesAreChecked() {
        Template template = Template.parse(GROUP + "Parameters: {Env: {Type: String}, Size: {Type: String}}\n"
                + "Rules:\n  Small:\n    RuleCondition: !Equals [!Ref Env, test]\n    Assertions:\n"
                + "      - Assert: {'Fn::Contains': [[a1.medium], !Ref Size]}\n"
                + "        AssertDescription: For a test environment, the instance type must be a1.medium\n");
        Resolver.Scope scope = new Resolver.Scope("111122223333", "us-east-1", "id", "s", List.of());
        Parameters.checkRules(template, new Resolver(template, Map.of("Env", "prod", "Size", "x"), scope, NONE));
        Parameters.checkRules(template, new Resolver(template, Map.of("Env", "test", "Size", "a1.medium"), scope, NONE));
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> Parameters.checkRules(
                        template, new Resolver(template, Map.of("Env", "test", "Size", "x"), scope, NONE)))
                .withMessageContaining("must be a1.medium");
    }

    private static final Resolver.Lookup NONE = new Resolver.Lookup() {
        @Override
        public JsonNode ref(String logicalId) {
            return Resolver.UNKNOWN;
        }

        @Override
        public JsonNode attribute(String logicalId, String name) {
            return Resolver.UNKNOWN;
        }

        @Override
        public JsonNode imported(String exportName) {
            return Resolver.UNKNOWN;
        }
    };
}
