package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.edgefunction.FunctionPackage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** Functions that other people's templates bring: with cfn-response, with layers, in runtimes that do not run here. */
class ForeignFunctionsTest extends ForeignBench {
    /**
     * AWS page "cfn-response module": {@code send(event, context, status, data, physicalResourceId, noEcho)}; without an id of
     * its own it is the log stream's name; {@code require} finds it beside inline code, whatever the handler's style.
     */
    @Test
    void inlineCodeFindsCfnResponse() {
        String template = ROLE + """
                  Fn:
                    Type: AWS::Lambda::Function
                    Properties:
                      Runtime: %s
                      Handler: index.handler
                      Role: !GetAtt Role.Arn
                      Timeout: 20
                      Code:
                        ZipFile: |
                          const answer = require('cfn-response');
                          %s
                  Thing: {Type: 'Custom::Doubled', Properties: {ServiceToken: !GetAtt Fn.Arn, ServiceTimeout: 30, N: 21, Fail: '%s'}}
                Outputs: {Twice: {Value: !GetAtt Thing.Twice}, Id: {Value: !Ref Thing}}
                """;
        String callback = """
                exports.handler = function (event, context) {
                            if (event.ResourceProperties.Fail === 'yes' && event.RequestType === 'Create') {
                              answer.send(event, context, answer.FAILED, { });
                              return;
                            }
                            answer.send(event, context, answer.SUCCESS, { Twice: 2 * event.ResourceProperties.N });
                          };
                """.stripTrailing();
        Stack stack = create("callback", "Resources:\n" + template.formatted("nodejs22.x", callback, "no"));
        assertThat(stack.stackStatusAsString()).as(story("callback")).isEqualTo("CREATE_COMPLETE");
        assertThat(output(stack, "Twice")).isEqualTo("42");
        assertThat(output(stack, "Id")).matches("\\d{4}/\\d{2}/\\d{2}/\\[\\$LATEST][0-9a-f]{32}");
        String awaited = "exports.handler = async (event, context) => "
                + "answer.send(event, context, answer.SUCCESS, { Twice: 'two' }, 'own-id', true);";
        Stack later = create("awaited", "Resources:\n" + template.formatted("nodejs24.x", awaited, "no"));
        assertThat(later.stackStatusAsString()).as(story("awaited")).isEqualTo("CREATE_COMPLETE");
        assertThat(output(later, "Id")).isEqualTo("own-id");
        assertThat(create("failed", "Resources:\n" + template.formatted("nodejs22.x", callback, "yes"))
                        .stackStatusAsString())
                .isEqualTo("ROLLBACK_COMPLETE");
        assertThat(story("failed")).contains("See the details in CloudWatch Log Stream");
    }

    /**
     * AWS page "Custom resource request objects": ResponseURL is an https URL without a port, so that functions send to its
     * hostname by the https module's own port (as CDK's providers do), to its host, or fetch it whole.
     */
    @ParameterizedTest
    @ValueSource(strings = {
        "const u = url.parse(e.ResponseURL); https.request({hostname: u.hostname, path: u.path, method: 'PUT', headers}, end)",
        "const u = new URL(e.ResponseURL); https.request({host: u.host, port: 443, path: u.pathname + u.search, method: 'PUT', headers}, end)",
        "https.request(e.ResponseURL, {method: 'PUT', headers}, end)",
        "{on() { return this; }, end(b) { fetch(e.ResponseURL, {method: 'PUT', body: b, headers: {'content-type': ''}}).then(done, failed); }}"
    })
    void functionsAnswerAtTheHostOfTheResponseUrl(String way) {
        String[] parts = way.split("; (?=https)", -1);
        String template = "Resources:\n" + ROLE + """
                  Fn:
                    Type: AWS::Lambda::Function
                    Properties:
                      Runtime: nodejs24.x
                      Handler: index.handler
                      Role: !GetAtt Role.Arn
                      Timeout: 10
                      Code:
                        ZipFile: |
                          const https = require('https'), url = require('url');
                          exports.handler = (e) => new Promise((done, failed) => {
                            const body = JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'p', StackId: e.StackId, RequestId: e.RequestId,
                              LogicalResourceId: e.LogicalResourceId, Data: { V: 'y' } });
                            const headers = { 'content-type': '', 'content-length': body.length };
                            const end = (a) => { a.resume(); a.on('end', done); };
                            %s;
                            (%s).on('error', failed).end(body);
                          });
                  Thing: {Type: 'Custom::Thing', Properties: {ServiceToken: !GetAtt Fn.Arn, ServiceTimeout: 20}}
                Outputs: {V: {Value: !GetAtt Thing.V}}
                """.formatted(parts.length > 1 ? parts[0] : "", parts[parts.length - 1]);
        String name = "answers-" + Integer.toHexString(way.hashCode());
        Stack stack = create(name, template);
        assertThat(stack.stackStatusAsString()).as(story(name)).isEqualTo("CREATE_COMPLETE");
        assertThat(output(stack, "V")).isEqualTo("y");
    }

    private void layer(String key, Map<String, String> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        account.s3.putObject(r -> r.bucket("code").key(key), RequestBody.fromBytes(bytes.toByteArray()));
    }

    /**
     * AWS page "Managing Lambda dependencies with layers": a later layer overwrites the files of an earlier one; "Working with
     * layers for Node.js": modules lie in nodejs/node_modules; a function goes on with a version that is deleted.
     */
    @Test
    void aFunctionFindsTheModulesOfItsLayers() {
        account.s3.createBucket(r -> r.bucket("code"));
        layer("first.zip", Map.of(
                "nodejs/node_modules/colour/index.js", "module.exports = 'red'",
                "nodejs/node_modules/shape/index.js", "module.exports = 'circle'"));
        layer("second.zip", Map.of("nodejs/node_modules/colour/index.js", "module.exports = 'blue'"));
        String template = "Resources:\n" + ROLE + """
                  First: {Type: 'AWS::Lambda::LayerVersion', Properties: {Content: {S3Bucket: code, S3Key: first.zip}}}
                  Second:
                    Type: AWS::Lambda::LayerVersion
                    Properties:
                      {LayerName: over, Description: second, CompatibleRuntimes: [nodejs24.x], Content: {S3Bucket: code, S3Key: second.zip}}
                  Open:
                    Type: AWS::Lambda::LayerVersionPermission
                    Properties: {LayerVersionArn: !Ref Second, Action: 'lambda:GetLayerVersion', Principal: '*'}
                  Fn:
                    Type: AWS::Lambda::Function
                    Properties:
                      Runtime: nodejs24.x
                      Handler: index.handler
                      Role: !GetAtt Role.Arn
                      Layers: [%s]
                      Code: {ZipFile: "exports.handler = async () => require('colour') + ' ' + require('shape')"}
                Outputs: {F: {Value: !Ref Fn}, Second: {Value: !Ref Second}}
                """;
        Stack stack = create("layers", template.formatted("!Ref First, !Ref Second"));
        assertThat(stack.stackStatusAsString()).as(story("layers")).isEqualTo("CREATE_COMPLETE");
        assertThat(output(stack, "Second")).isEqualTo("arn:aws:lambda:us-east-1:111122223333:layer:over:1");
        assertThat(said(output(stack, "F"))).isEqualTo("\"blue circle\"");
        assertThat(account.lambda.getLayerVersionPolicy(r -> r.layerName("over").versionNumber(1L)).policy())
                .contains("\"Principal\":\"*\"");
        assertThat(account.lambda.listLayers(r -> {}).layers()).hasSize(2);
        assertThat(account.lambda.listLayerVersions(r -> r.layerName("over").compatibleRuntime("nodejs24.x"))
                        .layerVersions())
                .singleElement()
                .satisfies(version -> assertThat(version.description()).isEqualTo("second"));
        account.lambda.deleteLayerVersion(r -> r.layerName("over").versionNumber(1L));
        assertThat(said(output(stack, "F"))).isEqualTo("\"blue circle\"");
        assertThatExceptionOfType(LambdaException.class)
                .isThrownBy(() -> account.lambda.updateFunctionConfiguration(r -> r.functionName(output(stack, "F"))
                        .layers("arn:aws:lambda:us-east-1:111122223333:layer:over:1")))
                .withMessageContaining("Layer version arn:aws:lambda:us-east-1:111122223333:layer:over:1 does not exist.");
        account.formation.updateStack(r -> r.stackName("layers")
                .templateBody(template.formatted("!Ref First"))
                .capabilities(Capability.CAPABILITY_IAM));
        assertThat(Bench.settled(account.formation, "layers").stackStatusAsString()).as(story("layers"))
                .isEqualTo("UPDATE_COMPLETE");
        assertThat(said(output(stack, "F"))).isEqualTo("\"red circle\"");
    }

    private String said(String function) {
        return account.lambda.invoke(r -> r.functionName(function)).payload().asUtf8String();
    }

    /** S3 user guide, "Event message structure" and "Granting permissions to invoke": what comes into a bucket is told. */
    @Test
    void aBucketTellsAFunctionWhatComes() {
        Stack stack = create("events", "Resources:\n" + ROLE + """
                  Fn:
                    Type: AWS::Lambda::Function
                    Properties:
                      Runtime: nodejs24.x
                      Handler: index.handler
                      Role: !GetAtt Role.Arn
                      Code:
                        ZipFile: "exports.handler = async (e) => { const r = e.Records[0]; process.stdout.write(`SEEN ${r.eventName} ${r.s3.bucket.name}/${r.s3.object.key} ${r.s3.object.size}`); }"
                  Allowed:
                    Type: AWS::Lambda::Permission
                    Properties: {FunctionName: !Ref Fn, Action: 'lambda:InvokeFunction', Principal: s3.amazonaws.com,
                                 SourceArn: 'arn:aws:s3:::told-bucket', SourceAccount: !Ref AWS::AccountId}
                  Told:
                    Type: AWS::S3::Bucket
                    DependsOn: Allowed
                    Properties:
                      BucketName: told-bucket
                      NotificationConfiguration:
                        LambdaConfigurations:
                          - {Event: 's3:ObjectCreated:*', Function: !GetAtt Fn.Arn,
                             Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}, {Name: suffix, Value: .txt}]}}}
                Outputs: {F: {Value: !Ref Fn}}
                """);
        assertThat(stack.stackStatusAsString()).as(story("events")).isEqualTo("CREATE_COMPLETE");
        account.s3.putObject(r -> r.bucket("told-bucket").key("out/a.txt"), RequestBody.fromString("x"));
        account.s3.putObject(r -> r.bucket("told-bucket").key("in/a b.txt"), RequestBody.fromString("four"));
        assertThat(messages("/aws/lambda/" + output(stack, "F"), "SEEN "))
                .filteredOn(line -> line.startsWith("SEEN"))
                .containsExactly("SEEN ObjectCreated:Put told-bucket/in/a+b.txt 4");
    }

    /** What cannot run is refused when it is made, in a sentence that names it; nothing of ours is printed. */
    @ParameterizedTest
    @ValueSource(strings = {"python3.13", "java21"})
    void aFunctionThatCannotRunIsRefusedWhenItIsMade(String runtime) throws Exception {
        byte[] code = FunctionPackage.ofFiles(Map.of("index.py", "def h(e, c): return 1".getBytes(StandardCharsets.UTF_8))).zip();
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        String name = "runs-not-" + runtime.replace(".", "-");
        Stack stack;
        try {
            account.s3.createBucket(r -> r.bucket("of-" + name));
            account.s3.putObject(r -> r.bucket("of-" + name).key("code.zip"), RequestBody.fromBytes(code));
            stack = create(name, "Resources:\n" + ROLE + """
                      Fn:
                        Type: AWS::Lambda::Function
                        Properties:
                          {Runtime: %s, Handler: index.h, Role: !GetAtt Role.Arn, Code: {S3Bucket: 'of-%s', S3Key: code.zip}}
                    """.formatted(runtime, name));
        } finally {
            System.setErr(before);
        }
        assertThat(stack.stackStatusAsString()).isEqualTo("ROLLBACK_COMPLETE");
        assertThat(story(name)).contains("The sandbox runs Node.js functions only, not " + runtime + ".");
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("\tat ").doesNotContain("Exception in thread");
    }

    /** What the group holds as soon as one of its messages has the last word that is to come. */
    private List<String> messages(String group, String last) {
        Instant end = Instant.now().plus(Duration.ofSeconds(20));
        while (true) {
            account.services.deliver();
            boolean there = !account.logs.describeLogGroups(r -> r.logGroupNamePrefix(group)).logGroups().isEmpty();
            List<String> all = there
                    ? account.logs.filterLogEvents(r -> r.logGroupName(group)).events().stream()
                            .map(FilteredLogEvent::message)
                            .toList()
                    : List.of();
            if (all.stream().anyMatch(message -> message.contains(last)) || Instant.now().isAfter(end)) {
                return all;
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
