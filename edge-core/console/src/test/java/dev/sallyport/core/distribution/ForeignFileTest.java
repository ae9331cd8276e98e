package dev.sallyport.core.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file that is something else is named as what it is, or by the place where it departs from CloudFront's form. */
class ForeignFileTest {
    @TempDir
    Path folder;

    private void refused(String content, String said) throws IOException {
        Path file = Files.write(folder.resolve("given"), content.getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(SallyportException.class)
                .as(content)
                .isThrownBy(() -> SavedDistributions.read(file))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo("SP-NO-DISTRIBUTION");
                    assertThat(e.kind().exitStatus()).isEqualTo(2);
                    assertThat(e.message()).contains(said).endsWith(".").doesNotContain("\n");
                    assertThat(e.next()).isNotEmpty();
                });
    }

    /** The outer forms that each tool's documentation gives, cut to what tells them apart. */
    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', value = {
        "{'Resources':{'Cdn':{'Type':'AWS::CloudFront::Distribution','Properties':{}}}}#"
                + "a CloudFormation template (AWS::CloudFront::Distribution Cdn)",
        "{'AWSTemplateFormatVersion':'2010-09-09','Resources':{}}#a CloudFormation template",
        "{'Transform':'AWS::Serverless-2016-10-31','Resources':{}}#a CloudFormation template",
        "{'Type':'AWS::CloudFront::Distribution','Properties':{'DistributionConfig':{}}}#"
                + "a resource of a CloudFormation template",
        "{'TypeName':'AWS::CloudFront::Distribution','ResourceDescription':{'Identifier':'E',"
                + "'Properties':'{}'}}#Cloud Control API",
        "{'TemplateBody':{'Resources':{}}}#a CloudFormation template",
        "{'Changes':[{'Type':'Resource'}]}#a CloudFormation change set",
        "{'ResourceDescriptions':[{'Identifier':'E1','Properties':'{}'}]}#Cloud Control API",
        "{'Stacks':[{'StackName':'s'}]}#CloudFormation stacks",
        "{'version':'48.0.0','artifacts':{}}#CDK assembly",
        "{'version':4,'terraform_version':'1.9.0','serial':3,'lineage':'l','resources':[]}#a Terraform state",
        "{'format_version':'1.0','terraform_version':'1.9.0','values':{}}#a Terraform state",
        "{'format_version':'1.2','terraform_version':'1.9.0','planned_values':{},'resource_changes':[]}#"
                + "a Terraform plan",
        "{'resource':{'aws_cloudfront_distribution':{'d':{}}}}#a Terraform configuration",
        "{'enabled':true,'origin':[],'default_cache_behavior':[]}#a distribution in Terraform's form",
        "{'version':3,'deployment':{'manifest':{},'resources':[]}}#a Pulumi state",
        "{'resourceType':'AWS::CloudFront::Distribution','configuration':{'distributionConfig':{}}}#"
                + "an AWS Config item of type AWS::CloudFront::Distribution",
        "{'resourceType':'AWS::S3::Bucket','configuration':'{}'}#an AWS Config item of type AWS::S3::Bucket",
        "{'configurationItems':[{'resourceType':'AWS::CloudFront::Distribution'}]}#an AWS Config item",
        "{'distributionConfig':{'origins':{'quantity':0}}}#AWS Config's form",
        "{'eventName':'UpdateDistribution','requestParameters':{'distributionConfig':{}}}#a CloudTrail event",
        "{'Records':[{'eventSource':'cloudfront.amazonaws.com','eventName':'CreateDistribution'}]}#a CloudTrail event",
        "{'Events':[{'EventId':'1','CloudTrailEvent':'{}'}]}#a CloudTrail event",
        "{'detail-type':'AWS API Call via CloudTrail','detail':{'eventName':'UpdateDistribution'}}#"
                + "an EventBridge event",
        "{'Findings':[{'Resources':[{'Type':'AwsCloudFrontDistribution'}]}]}#a Security Hub finding",
        "[{'SchemaVersion':'2018-10-08','ProductArn':'a','AwsAccountId':'111122223333'}]#a Security Hub finding",
        "{'version':'2.1.0','runs':[]}#a SARIF log",
        "{'distributions':[],'score':null,'reasons':[]}#inspect --json",
        "{'WebACL':{'Name':'a'}}#a web ACL",
        "{'DistributionIdList':{'Items':['E1']}}#a list of ids of distributions",
        "{'DistributionTenant':{'Id':'dt_1'}}#a distribution tenant",
        "{'StreamingDistribution':{'Id':'E1'}}#a streaming distribution",
        "{'OriginAccessControl':{'Id':'E1'}}#only what distributions refer to"
    })
    void anotherToolsFileIsNamed(String content, String said) throws IOException {
        refused(content.replace('\'', '"'), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', value = {
        "{'DistributionConfig':{'Enabled':true,'Origins':[{'Id':'b'}],'DefaultCacheBehavior':{}}}#"
                + "DistributionConfig.Origins is a list",
        "{'Origins':{'Items':[{'Id':'b'}]},'DefaultCacheBehavior':{'AllowedMethods':['GET']}}#"
                + "DefaultCacheBehavior.AllowedMethods is a list",
        "{'Origins':{'Items':[]},'DefaultCacheBehavior':{},'Aliases':['www.example.com']}#Aliases is a list",
        "{'Origins':{'Items':[]},'DefaultCacheBehavior':{},'CacheBehaviors':[]}#CacheBehaviors is a list",
        "{'Origins':{'Items':{'Id':'b'}},'DefaultCacheBehavior':{}}#Origins.Items is no list",
        "{'Origins':7,'DefaultCacheBehavior':{}}#Origins is no object",
        "{'Origins':{'Items':['b']},'DefaultCacheBehavior':{}}#Origins.Items[0] is no object",
        "{'Origins':{'Items':[{'DomainName':{'Fn::GetAtt':['B','Arn']}}]},'DefaultCacheBehavior':{}}#"
                + "Origins.Items[0].DomainName is a function of CloudFormation",
        "{'DistributionConfig':{'CallerReference':'c','DefaultCacheBehavior':{}}}#"
                + "DistributionConfig.Origins is missing",
        "{'DistributionConfig':{'Origins':{'Items':[]},'DefaultCacheBehaviour':{}}}#"
                + "DefaultCacheBehavior is missing, but DefaultCacheBehaviour",
        "{'DistributionConfig':{'Origns':{'Items':[]},'DefaultCacheBehavior':{}}}#Origins is missing, but Origns",
        "[{'Id':'E1','DomainName':'d111111abcdef8.cloudfront.net'}]#Id, DomainName, and no Origins",
        "{'Id':'E1','Status':'Deployed'}#Id, Status, and no Origins",
        "[['E1','d111111abcdef8.cloudfront.net']]#a list without a distribution",
        "[]#an empty list",
        "null#holds no distribution",
        "'E1'#a single value",
        "{}#an empty object",
        "[{'Origins':{'Items':[]},'DefaultCacheBehavior':{}},{'Id':'E2'}]#item 2"
    })
    void theDepartureIsNamedWithItsPlace(String content, String said) throws IOException {
        refused(content.replace('\'', '"'), said);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '#', quoteCharacter = '~', value = {
        "AWSTemplateFormatVersion: '2010-09-09'|Resources:|  Cdn:|    Type: AWS::CloudFront::Distribution|"
                + "    Properties:|      DistributionConfig:|        Aliases: [!Ref Name]|#"
                + "a CloudFormation template (AWS::CloudFront::Distribution Cdn)",
        "DistributionConfig:|  Enabled: true|  Origins:|    - Id: b|"
                + "      DomainName: !GetAtt Bucket.RegionalDomainName|  DefaultCacheBehavior: {TargetOriginId: b}|#"
                + "DistributionConfig.Origins is a list",
        "Origins: {Items: [{Id: b, DomainName: !GetAtt B.DomainName}]}|DefaultCacheBehavior: {}|#"
                + "DomainName is a function of CloudFormation",
        "resource \"aws_cloudfront_distribution\" \"d\" {|  enabled = true|}|#a Terraform configuration",
        "<?xml version=\"1.0\"?><Distribution/>#XML or HTML",
        "{\"Distribution\": {\"Id\": \"E1\",#line 1",
        "Id  DomainName|E1  d111111abcdef8.cloudfront.net|#is not JSON",
        "a: &a [x]|b: *a|#is not JSON",
        "a: b|#a, and no Origins",
        "#is empty",
        "not json#is not JSON"
    })
    void otherTextsAreNamed(String content, String said) throws IOException {
        refused(content == null ? "" : content.replace('|', '\n'), said);
    }
}
