package dev.sallyport.core.sandbox.cloudformation.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sallyport.core.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected values come from the examples on AWS's page of each function, named at each test. */
class FunctionsTest {
    private static final String HEAD = """
            Parameters:
              Env: {Type: String, Default: prod}
              Subnets: {Type: CommaDelimitedList, Default: 'subnet-1, subnet-2'}
            Mappings:
              RegionMap:
                us-east-1: {HVM64: ami-0ff8a91507f77f867}
                us-west-1: {HVM64: ami-0bdb828fd58c52235}
            Conditions:
              IsProd: !Equals [!Ref Env, prod]
              IsTest: !Equals [!Ref Env, test]
              Either: !Or [Condition: IsProd, !Condition IsTest]
              Both: !And [!Condition IsProd, !Condition IsTest]
              Neither: !Not [!Condition Either]
            Resources:
              Made: {Type: 'AWS::Logs::LogGroup'}
              Probe:
                Type: AWS::Logs::LogGroup
                Properties:
                  Value:\s""";

    private static JsonNode value(String yaml) {
        Template template = Template.parse(HEAD + yaml + "\n");
        Resolver.Lookup lookup = new Resolver.Lookup() {
            @Override
            public JsonNode ref(String logicalId) {
                return JsonNodeFactory.instance.textNode("id-of-" + logicalId);
            }

            @Override
            public JsonNode attribute(String logicalId, String name) {
                return JsonNodeFactory.instance.textNode(logicalId + "." + name);
            }

            @Override
            public JsonNode imported(String exportName) {
                return JsonNodeFactory.instance.textNode("imported " + exportName);
            }
        };
        Resolver resolver = new Resolver(
                template,
                Parameters.bind(template, Map.of()),
                new Resolver.Scope("111122223333", "us-east-1", "arn:stack", "shop", List.of()),
                lookup);
        return resolver.resolve(Objects.requireNonNull(template.resources().get("Probe")).properties()).path("Value");
    }

    private static String json(String text) throws Exception {
        return Json.MAPPER.readTree(text.replace('\'', '"')).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
            !Join [':', [a, b, c]]                                   # 'a:b:c'
            !Join ['', ['arn:', !Ref AWS::Partition, ':s3:::x']]     # 'arn:aws:s3:::x'
            !Select [1, [apples, grapes, oranges, mangoes]]          # 'grapes'
            !Select ['1', [apples, grapes, oranges, mangoes]]        # 'grapes'
            !Split ['|', 'a||c|']                                    # ['a','','c','']
            !Select [2, !Split [',', 'x,y,z']]                       # 'z'
            !Base64 AWS CloudFormation                               # 'QVdTIENsb3VkRm9ybWF0aW9u'
            !FindInMap [RegionMap, !Ref AWS::Region, HVM64]          # 'ami-0ff8a91507f77f867'
            !Ref Subnets                                             # ['subnet-1','subnet-2']
            !Sub '${AWS::StackName}-${Env}-${!Literal}'              # 'shop-prod-${Literal}'
            !Sub ['www.${Domain}', {Domain: example.com}]            # 'www.example.com'
            !Sub 'arn:${AWS::Partition}:s3:::${Made}/${Made.Arn}'    # 'arn:aws:s3:::id-of-Made/Made.Arn'
            !GetAtt Made.Arn                                         # 'Made.Arn'
            !If [IsProd, m5.large, t3.micro]                         # 'm5.large'
            !If [Both, yes-both, !If [Neither, neither, either]]     # 'either'
            !ImportValue Net-Vpc                                     # 'imported Net-Vpc'
            [a, !Ref AWS::NoValue, b]                                # ['a','b']
            {a: !Ref AWS::NoValue, b: 1}                             # {'b':1}
            """)
    void intrinsicFunctions(String yaml, String expected) throws Exception {
        assertThat(value(yaml).toString()).isEqualTo(json(expected));
    }

    /** AWS page "Fn::Cidr", example: six subnets with mask /27 out of a /24. */
    @Test
    void cidr() throws Exception {
        assertThat(value("!Cidr ['192.168.0.0/24', '6', '5']").toString())
                .isEqualTo(json("['192.168.0.0/27','192.168.0.32/27','192.168.0.64/27','192.168.0.96/27',"
                        + "'192.168.0.128/27','192.168.0.160/27']"));
    }

    /** Python's ipaddress module says the same of the third /64 of this block. */
    @Test
    void cidrOfVersion6() {
        assertThat(value("!Select [2, !Cidr ['2001:db8:1234:1a00::/56', 3, 64]]").asText())
                .isEqualTo("2001:db8:1234:1a02:0:0:0:0/64");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', textBlock = """
            !Select [4, [a, b]]                    # Fn::Select  cannot select nonexistent value at index 4
            !Select [-1, [a, b]]                   # Fn::Select requires a list argument
            !Join [',', text]                      # every Fn::Join object requires two parameters
            !Split ['', 'a']                       # every Fn::Split object requires two parameters
            !FindInMap [RegionMap, mars, HVM64]    # Unable to get mapping for RegionMap::mars::HVM64
            !Sub '${Made Arn}'                     # variable names in Fn::Sub syntax must contain only
            !Sub [a]                               # Specify a string as first argument
            !If [IsProd, a]                        # Fn::If requires a list argument
            !If [IsMars, a, b]                     # Unresolved condition dependency IsMars
            !GetAtt Made                           # every Fn::GetAtt object requires two non-empty parameters
            !Ref Nothing                           # Unresolved resource dependencies [Nothing] in the Resources block
            !GetAtt Nothing.Arn                    # instance of Fn::GetAtt references undefined resource Nothing
            !Ref [a]                               # every Ref object must have a single String value
            !Ref Probe                             # Circular dependency between resources: [Probe]
            """)
    void whatCannotBeCarriedOutIsSaid(String yaml, String message) {
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> value(yaml))
                .withMessageContaining(message);
    }

    /** Each level doubles its text: 60 levels would be 2^60 characters. */
    @Test
    void functionsThatBlowUpAreStopped() {
        String nested = "'v'";
        for (int i = 0; i < 60; i++) {
            nested = "{'Fn::Sub': ['${a}${a}', {a: " + nested + "}]}";
        }
        String bomb = nested;
        assertThatExceptionOfType(TemplateException.class)
                .isThrownBy(() -> value(bomb))
                .withMessageContaining("produce more than");
    }
}
