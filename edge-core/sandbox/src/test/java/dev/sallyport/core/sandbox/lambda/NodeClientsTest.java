package dev.sallyport.core.sandbox.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.edgefunction.FunctionPackage;
import dev.sallyport.core.sandbox.ServicesBench;
import dev.sallyport.core.sandbox.iam.SandboxIam;
import dev.sallyport.core.sandbox.s3.SandboxS3;
import dev.sallyport.core.sandbox.wire.NodeClients;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Functions reach the sandbox through {@code @aws-sdk} modules that they do not bring along. Source: AWS pages "Building Lambda
 * functions with Node.js" (the runtime contains the SDK v3) and the SDK for JavaScript's developer guide: commands, aggregated
 * clients, paginators, errors by name, streams of GetObject.
 */
class NodeClientsTest {
    @TempDir
    static Path folder;

    private static ServicesBench services;
    private static SandboxLambda lambda;
    private static String role;

    @BeforeAll
    static void open() {
        services = ServicesBench.inMemory(folder, Duration.ofSeconds(1)).started();
        lambda = services.service(SandboxLambda.class);
        SandboxIam iam = services.service(SandboxIam.class);
        role = iam.createRole(r -> r.roleName("clients")
                        .assumeRolePolicyDocument("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                                + "\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"}}]}"))
                .role()
                .arn();
        iam.putRolePolicy(r -> r.roleName("clients").policyName("own").policyDocument(
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Resource\":\"*\",\"Action\":"
                        + "[\"s3:*\",\"kms:*\",\"dynamodb:*\",\"ssm:*\",\"apigateway:*\",\"cloudwatch:*\",\"iam:Get*\"]}]}"));
    }

    @AfterAll
    static void close() {
        services.close();
    }

    private static SdkBytes zip(Map<String, String> files) throws Exception {
        Map<String, byte[]> packed = new HashMap<>();
        files.forEach((path, text) -> packed.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return SdkBytes.fromByteArray(FunctionPackage.ofFiles(packed).zip());
    }

    private static JsonNode run(String name, Map<String, String> files, String... layers) throws Exception {
        SdkBytes code = zip(files);
        lambda.createFunction(r -> r.functionName(name)
                .runtime("nodejs22.x")
                .handler("index.handler")
                .timeout(20)
                .role(role)
                .layers(layers)
                .code(c -> c.zipFile(code)));
        return Json.MAPPER.readTree(lambda.invoke(r -> r.functionName(name)).payload().asUtf8String());
    }

    @Test
    void modulesAreImportedAndTheirCommandsReachTheSandbox() throws Exception {
        services.service(SandboxS3.class).createBucket(r -> r.bucket("seen-by-node"));
        JsonNode said = run("imports", Map.of("index.mjs", """
                import { S3Client, PutObjectCommand, GetObjectCommand, NoSuchKey, paginateListObjectsV2 } from '@aws-sdk/client-s3';
                import { KMS } from '@aws-sdk/client-kms';
                import { DynamoDBClient, CreateTableCommand, PutItemCommand, GetItemCommand } from "@aws-sdk/client-dynamodb";
                import { APIGatewayClient, CreateRestApiCommand } from '@aws-sdk/client-api-gateway';
                const s3 = new S3Client({});
                const kms = new KMS({ region: 'us-east-1' });
                const dynamo = new DynamoDBClient();
                export const handler = async () => {
                  const Bucket = 'seen-by-node';
                  for (const Key of ['a/1', 'a/2', 'b']) await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'text of ' + Key, ContentType: 'text/plain' }));
                  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'a/2' }));
                  const text = await got.Body.transformToString();
                  let missing;
                  try { await s3.send(new GetObjectCommand({ Bucket, Key: 'none' })); } catch (e) { missing = e; }
                  const keys = [];
                  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket, MaxKeys: 1, Prefix: 'a/' })) keys.push(...page.Contents.map((c) => c.Key));
                  const { KeyMetadata } = await kms.createKey({ Description: 'by node' });
                  const { CiphertextBlob } = await kms.encrypt({ KeyId: KeyMetadata.KeyId, Plaintext: Buffer.from('hidden') });
                  const { Plaintext } = await kms.decrypt({ CiphertextBlob });
                  await dynamo.send(new CreateTableCommand({ TableName: 'node', BillingMode: 'PAY_PER_REQUEST',
                    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] }));
                  await dynamo.send(new PutItemCommand({ TableName: 'node', Item: { id: { S: 'x' }, n: { N: '5' }, b: { B: new Uint8Array([1, 2]) } } }));
                  const { Item } = await dynamo.send(new GetItemCommand({ TableName: 'node', Key: { id: { S: 'x' } } }));
                  const api = await new APIGatewayClient({}).send(new CreateRestApiCommand({ name: 'of node' }));
                  return {
                    text, type: got.ContentType, modified: got.LastModified instanceof Date, missing: missing.name,
                    known: missing instanceof NoSuchKey, status: missing.$metadata.httpStatusCode, keys,
                    created: KeyMetadata.CreationDate instanceof Date, plain: Buffer.from(Plaintext).toString(),
                    n: Item.n.N, b: [...Item.b.B], api: api.name,
                  };
                };
                """));
        assertThat(said.toString()).isEqualTo("{\"text\":\"text of a/2\",\"type\":\"text/plain\",\"modified\":true,"
                + "\"missing\":\"NoSuchKey\",\"known\":true,\"status\":404,\"keys\":[\"a/1\",\"a/2\"],\"created\":true,"
                + "\"plain\":\"hidden\",\"n\":\"5\",\"b\":[1,2],\"api\":\"of node\"}");
    }

    @Test
    void theRoleDecidesAndErrorsOfQueryServicesHaveTheirShapesNames() throws Exception {
        JsonNode said = run("requires", Map.of("index.js", """
                const { IAM, NoSuchEntityException } = require('@aws-sdk/client-iam');
                const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
                exports.handler = async () => {
                  const iam = new IAM({});
                  const names = [];
                  for (const call of [() => iam.getRole({ RoleName: 'none' }), () => iam.createUser({ UserName: 'x' })]) {
                    try { await call(); } catch (e) { names.push(e.name, e instanceof NoSuchEntityException); }
                  }
                  const me = await new STSClient({}).send(new GetCallerIdentityCommand({}));
                  return [...names, me.Arn];
                };
                """));
        assertThat(said.toString()).isEqualTo("[\"NoSuchEntityException\",true,\"AccessDenied\",false,"
                + "\"arn:aws:sts::111122223333:assumed-role/clients/requires\"]");
    }

    @Test
    void aFunctionThatBringsAModuleUsesItsOwn() throws Exception {
        JsonNode said = run("own", Map.of(
                "index.js", "exports.handler = async () => require('@aws-sdk/client-s3').own"
                        + " + typeof require('@aws-sdk/client-sns-or-another').x",
                "node_modules/@aws-sdk/client-s3/index.js", "exports.own = 'mine ';",
                "node_modules/@aws-sdk/client-sns-or-another/index.js", ""));
        assertThat(said.asText()).isEqualTo("mine undefined");
        assertThat(NodeClients.named("import x from '@aws-sdk/client-ses'; require(\"@aws-sdk/client-ssm\")"))
                .containsExactly("@aws-sdk/client-ssm");
    }

    /**
     * AWS pages "Working with layers for Node.js functions" and "Building Lambda functions with Node.js", search path: the
     * function's own modules, those of layers, those of the runtime; also for {@code import}.
     */
    @Test
    void modulesAreSoughtInTheCodeThenInLayersThenInTheRuntime() throws Exception {
        SdkBytes layer = zip(Map.of(
                "nodejs/node_modules/@aws-sdk/client-s3/package.json", "{\"main\":\"m.js\"}",
                "nodejs/node_modules/@aws-sdk/client-s3/m.js", "exports.from = 'layer'",
                "nodejs/node_modules/@aws-sdk/client-kms/index.js", "exports.from = 'layer'",
                "nodejs/node_modules/both/package.json",
                        "{\"main\":\"c.cjs\",\"exports\":{\"import\":\"./m.mjs\",\"require\":\"./c.cjs\"},"
                                + "\"dependencies\":{\"@aws-sdk/client-sts\":\"3\"}}",
                "nodejs/node_modules/both/m.mjs", "import { STS } from '@aws-sdk/client-sts'; export const way = 'import ' + typeof STS;",
                "nodejs/node_modules/both/c.cjs", "exports.way = 'require ' + typeof require('@aws-sdk/client-sts').STS;"));
        String arn = lambda.publishLayerVersion(r -> r.layerName("over").content(c -> c.zipFile(layer))).layerVersionArn();
        String own = "node_modules/@aws-sdk/client-s3/index.js";
        String names = "[s3.from, kms.from, typeof iam.IAM, both.way]";
        assertThat(run("in-order", Map.of(own, "exports.from = 'own'", "index.js", """
                const s3 = require('@aws-sdk/client-s3'), kms = require('@aws-sdk/client-kms');
                const iam = require('@aws-sdk/client-iam'), both = require('both');
                exports.handler = async () => %s;
                """.formatted(names)), arn).toString())
                .isEqualTo("[\"own\",\"layer\",\"function\",\"require function\"]");
        assertThat(run("imported-in-order", Map.of("index.mjs", """
                import s3 from '@aws-sdk/client-s3'; import kms from '@aws-sdk/client-kms';
                import * as iam from '@aws-sdk/client-iam'; import * as both from 'both';
                export const handler = async () => %s;
                """.formatted(names)), arn).toString())
                .isEqualTo("[\"layer\",\"layer\",\"function\",\"import function\"]");
        assertThat(run("sought-in-vain", Map.of("index.mjs", "import x from 'nowhere'; export const handler = x;"), arn)
                        .path("errorType").asText())
                .isEqualTo("Runtime.ImportModuleError");
    }

    /**
     * What CDK leaves out of bundles: the published samples of function URLs store books by documents. Source: the SDK's pages
     * "@aws-sdk/lib-dynamodb" and "@aws-sdk/util-dynamodb" (sets, numbers beyond 2^53 as BigInt, undefined values, empty sets,
     * NumberValue; a page that its limit filled tells a last key); expected values were compared with those packages in version 3.996.
     */
    @Test
    void documentsGoToDynamoDbAsValuesOfJavaScript() throws Exception {
        JsonNode said = run("documents", Map.of("index.mjs", """
                import { DynamoDBClient, CreateTableCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
                import { DynamoDBDocumentClient, DynamoDBDocument, PutCommand, GetCommand, UpdateCommand, QueryCommand,
                  TransactWriteCommand, BatchGetCommand, paginateQuery, NumberValue } from '@aws-sdk/lib-dynamodb';
                import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
                const plain = new DynamoDBClient({});
                const TableName = 'documents';
                const failed = async (call) => { try { await call(); return 'none'; } catch (e) { return e.message; } };
                export const handler = async () => {
                  const docs = DynamoDBDocumentClient.from(plain, { marshallOptions: { removeUndefinedValues: true } });
                  await docs.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST',
                    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }, { AttributeName: 'n', AttributeType: 'N' }],
                    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }, { AttributeName: 'n', KeyType: 'RANGE' }] }));
                  await docs.send(new PutCommand({ TableName, Item: { id: 'a', n: 1, tags: new Set(['x', 'y']), big: 9007199254740993n,
                    exact: NumberValue.from('0.1234567890123456789'), bytes: new Uint8Array([1, 2]), deep: [{ gone: undefined, no: null }],
                    map: new Map([['k', false]]), none: undefined } }));
                  const Key = { id: 'a', n: 1 };
                  const stored = (await plain.send(new GetItemCommand({ TableName, Key: marshall(Key) }))).Item;
                  const { Item } = await docs.send(new GetCommand({ TableName, Key }));
                  await docs.send(new TransactWriteCommand({ TransactItems: [2, 3].map((n) => ({ Put: { TableName, Item: { id: 'a', n } } })) }));
                  const { Attributes } = await docs.send(new UpdateCommand({ TableName, Key, UpdateExpression: 'SET #m = :m REMOVE big, exact, bytes, deep, tags',
                    ExpressionAttributeNames: { '#m': 'map' }, ExpressionAttributeValues: { ':m': { list: [1, 'two'] } }, ReturnValues: 'ALL_NEW' }));
                  const query = { TableName, KeyConditionExpression: 'id = :id AND n > :n', ExpressionAttributeValues: { ':id': 'a', ':n': 1 } };
                  const pages = [];
                  for await (const page of paginateQuery({ client: docs, pageSize: 1 }, query)) pages.push(page.Items.map((each) => each.n));
                  const whole = DynamoDBDocument.from(plain);
                  const batch = await whole.batchGet({ RequestItems: { [TableName]: { Keys: [{ id: 'a', n: 3 }] } } });
                  return {
                    stored: { ...stored, bytes: undefined }, tags: [...Item.tags], big: String(Item.big), bytes: [...Item.bytes], deep: Item.deep,
                    Attributes, pages, count: (await whole.query(query)).Count, batch: batch.Responses[TableName],
                    unknown: await failed(() => whole.put({ TableName, Item: { id: 'b', n: 1, deep: { gone: undefined } } })),
                    emptied: await failed(() => docs.send(new PutCommand({ TableName, Item: { id: 'b', n: 1, tags: new Set() } }))),
                    large: await failed(() => docs.send(new PutCommand({ TableName, Item: { id: 'b', n: 2 ** 53 } }))),
                    dated: await failed(() => docs.send(new PutCommand({ TableName, Item: { id: 'b', n: 1, at: new Date(0) } }))).then((text) => text.slice(0, 24)),
                    wrapped: unmarshall({ n: { N: '1.50' } }, { wrapNumbers: true }).n.toString(),
                  };
                };
                """));
        assertThat(said).isEqualTo(Json.MAPPER.readTree("""
                {"stored": {"id": {"S": "a"}, "n": {"N": "1"}, "tags": {"SS": ["x", "y"]}, "big": {"N": "9007199254740993"},
                    "exact": {"N": "0.1234567890123456789"}, "deep": {"L": [{"M": {"no": {"NULL": true}}}]},
                    "map": {"M": {"k": {"BOOL": false}}}},
                 "tags": ["x", "y"], "big": "9007199254740993", "bytes": [1, 2], "deep": [{"no": null}],
                 "Attributes": {"id": "a", "n": 1, "map": {"list": [1, "two"]}},
                 "pages": [[2], [3], []], "count": 2, "batch": [{"id": "a", "n": 3}],
                 "unknown": "Pass options.removeUndefinedValues=true to remove undefined values from map/array/set.",
                 "emptied": "Pass a non-empty set, or options.convertEmptyValues=true.",
                 "large": "Number 9007199254740992 is greater than Number.MAX_SAFE_INTEGER. Use NumberValue from @aws-sdk/lib-dynamodb.",
                 "dated": "Unsupported type passed:", "wrapped": "1.50"}
                """));
    }

    /**
     * Signers at the edge are written so. Source of the signature: "get-vanilla" of AWS's test suite for Signature Version 4;
     * a presigned URL is judged by the sandbox's own S3.
     */
    @Test
    void requestsAndUrlsAreSignedByTheRuntimesOwnModules() throws Exception {
        services.service(SandboxS3.class).createBucket(r -> r.bucket("signed-by-node"));
        JsonNode said = run("signs", Map.of("index.mjs", """
                import { SignatureV4 } from '@smithy/signature-v4';
                import { HttpRequest } from '@smithy/protocol-http';
                import { Sha256 } from '@aws-crypto/sha256-js';
                import { defaultProvider } from '@aws-sdk/credential-provider-node';
                import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
                import { S3Client, PutObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
                export const handler = async () => {
                  const signer = new SignatureV4({ service: 'service', region: 'us-east-1', sha256: Sha256, applyChecksum: false,
                    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' } });
                  const request = new HttpRequest({ method: 'GET', hostname: 'example.amazonaws.com', path: '/',
                    headers: { host: 'example.amazonaws.com' } });
                  const signed = await signer.sign(request, { signingDate: new Date('2015-08-30T12:36:00Z') });
                  const client = new S3Client({});
                  const object = { Bucket: 'signed-by-node', Key: 'a b/ü.txt' };
                  const put = await fetch(await getSignedUrl(client, new PutObjectCommand({ ...object, ContentType: 'text/plain' })),
                    { method: 'PUT', body: 'by URL', headers: { 'content-type': 'text/plain' } });
                  const url = await getSignedUrl(client, new GetObjectCommand(object), { expiresIn: 60 });
                  const got = await fetch(url);
                  const cut = await fetch(url.replace('signed-by-node', 'another-bucket'));
                  return [signed.headers.authorization, (await defaultProvider()()).accessKeyId === process.env.AWS_ACCESS_KEY_ID,
                    put.status, await got.text(), got.headers.get('content-type'), cut.status];
                };
                """));
        assertThat(said.toString()).isEqualTo("[\"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                + "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31\","
                + "true,200,\"by URL\",\"text/plain\",403]");
    }
}
