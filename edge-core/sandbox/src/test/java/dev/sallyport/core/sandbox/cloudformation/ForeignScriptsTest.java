package dev.sallyport.core.sandbox.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.OutsideTool;
import dev.sallyport.core.OutsideTool.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of everyday scripts, by boto3. Each expected value is what the operation's page in AWS's API reference says. */
class ForeignScriptsTest {
    private static final String SCRIPT = """
            import base64, boto3, json, hashlib
            from botocore.exceptions import ClientError
            seen = {}
            dynamo = boto3.client('dynamodb')
            dynamo.create_table(TableName='stock', BillingMode='PAY_PER_REQUEST',
                AttributeDefinitions=[{'AttributeName': 'id', 'AttributeType': 'S'}], KeySchema=[{'AttributeName': 'id', 'KeyType': 'HASH'}])
            item = lambda i, n: {'id': {'S': i}, 'n': {'N': str(n)}}
            dynamo.transact_write_items(TransactItems=[
                {'Put': {'TableName': 'stock', 'Item': item('a', 3), 'ConditionExpression': 'attribute_not_exists(id)'}},
                {'Put': {'TableName': 'stock', 'Item': item('b', 0)}}])
            take = lambda: dynamo.transact_write_items(TransactItems=[
                {'Update': {'TableName': 'stock', 'Key': {'id': {'S': 'a'}}, 'UpdateExpression': 'SET n = n - :two',
                            'ConditionExpression': 'n >= :two', 'ExpressionAttributeValues': {':two': {'N': '2'}},
                            'ReturnValuesOnConditionCheckFailure': 'ALL_OLD'}},
                {'Update': {'TableName': 'stock', 'Key': {'id': {'S': 'b'}}, 'UpdateExpression': 'SET n = n + :two',
                            'ExpressionAttributeValues': {':two': {'N': '2'}}}}])
            take()
            try:
                take()
            except ClientError as e:
                seen['cancelled'] = [e.response['Error']['Code'], [r['Code'] for r in e.response['CancellationReasons']],
                                     e.response['CancellationReasons'][0]['Item']['n']['N']]
            got = dynamo.transact_get_items(TransactItems=[{'Get': {'TableName': 'stock', 'Key': {'id': {'S': k}}}} for k in 'abc'])
            seen['got'] = [r.get('Item', {}).get('n', {}).get('N') for r in got['Responses']]

            say = lambda text, *values, **more: dynamo.execute_statement(Statement=text, **({'Parameters': list(values)} if values else {}), **more)
            say("INSERT INTO stock VALUE {'id': 'p', 'n': 7, 'tags': <<'x', 'y'>>, 'deep': {'list': [1, 'two', true]}}")
            say('''INSERT INTO "stock" VALUE {'id': ?, 'n': ?}''', {'S': "it's"}, {'N': '9'})
            try:
                say("INSERT INTO stock VALUE {'id': 'p'}")
            except ClientError as e:
                seen['twice'] = e.response['Error']['Code']
            seen['selected'] = sorted(i['id']['S'] for i in say('SELECT id FROM stock WHERE n BETWEEN 7 AND ?', {'N': '9'})['Items'])
            seen['one'] = say("SELECT deep.list[1], tags FROM stock WHERE id = 'p' AND contains(tags, 'y') AND none IS MISSING")['Items']
            seen['in'] = len(say("SELECT * FROM stock WHERE id IN ['p', 'it''s', 'q']")['Items'])
            seen['changed'] = say("UPDATE stock SET n = n + 1 SET word = 'new' REMOVE tags WHERE id = 'p' AND n = 7 RETURNING ALL NEW *")['Items'][0]
            for text in ("UPDATE stock SET n = 1 WHERE id = 'nobody'", "UPDATE stock SET n = 1 WHERE n = 8", "SELEKT 1"):
                try:
                    say(text)
                except ClientError as e:
                    seen.setdefault('refused', []).append(e.response['Error']['Code'])
            seen['pages'] = []
            token = {}
            while True:
                page = say('SELECT id FROM stock', Limit=3, **token)
                seen['pages'].append(len(page['Items']))
                if 'NextToken' not in page:
                    break
                token = {'NextToken': page['NextToken']}
            say("DELETE FROM stock WHERE id = 'p'")
            say("DELETE FROM stock WHERE id = 'p'")
            seen['batch'] = [r.get('Error', {}).get('Code', 'none') for r in dynamo.batch_execute_statement(Statements=[
                {'Statement': "SELECT * FROM stock WHERE id = 'a'"}, {'Statement': "SELECT * FROM nowhere WHERE id = 'a'"}])['Responses']]

            iam = boto3.client('iam')
            allow = lambda action, effect='Allow': json.dumps({'Version': '2012-10-17', 'Statement': [
                {'Effect': effect, 'Action': action, 'Resource': 'arn:aws:s3:::ours/*'}]})
            trust = json.dumps({'Version': '2012-10-17', 'Statement': [
                {'Effect': 'Allow', 'Action': 'sts:AssumeRole', 'Principal': {'Service': 'lambda.amazonaws.com'}}]})
            arn = iam.create_role(RoleName='reader', AssumeRolePolicyDocument=trust)['Role']['Arn']
            iam.put_role_policy(RoleName='reader', PolicyName='own', PolicyDocument=allow('s3:Get*'))
            results = iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=['s3:GetObject', 's3:PutObject', 's3:GetObjectAcl'],
                ResourceArns=['arn:aws:s3:::ours/x'], PolicyInputList=[allow('s3:GetObjectAcl', 'Deny')])['EvaluationResults']
            seen['simulated'] = [r['EvalActionName'] + ' ' + r['EvalDecision'] for r in results]
            seen['custom'] = [r['EvalDecision'] for r in iam.simulate_custom_policy(PolicyInputList=[allow('s3:*')],
                ActionNames=['s3:ListBucket', 's3:GetObject'], ResourceArns=['arn:aws:s3:::ours/y'])['EvaluationResults']]

            kms = boto3.client('kms')
            seen['signed'] = []
            for spec, algorithm in (('ECC_NIST_P256', 'ECDSA_SHA_256'), ('ECC_NIST_P384', 'ECDSA_SHA_384'), ('ECC_NIST_P521', 'ECDSA_SHA_512')):
                key = kms.create_key(KeySpec=spec, KeyUsage='SIGN_VERIFY')['KeyMetadata']
                call = dict(KeyId=key['KeyId'], SigningAlgorithm=algorithm, Message=b'words')
                signature = kms.sign(**call)['Signature']
                seen['signed'].append([key['SigningAlgorithms'], kms.verify(**call, Signature=signature)['SignatureValid']])
                try:
                    kms.verify(**{**call, 'Message': b'other'}, Signature=signature)
                except ClientError as e:
                    seen['signed'][-1].append(e.response['Error']['Code'])
                open(f'{spec}.der', 'wb').write(kms.get_public_key(KeyId=key['KeyId'])['PublicKey'])
                open(f'{spec}.sig', 'wb').write(signature)
            open('words', 'wb').write(b'words')

            front = boto3.client('cloudfront')
            seen['front'] = [front.list_key_groups()['KeyGroupList']['Quantity'],
                             front.list_field_level_encryption_configs()['FieldLevelEncryptionList']['Quantity'],
                             front.list_public_keys()['PublicKeyList']['Quantity']]

            code = b'function handler(event) { return event.request; }'
            made = front.create_function(Name='wired', FunctionConfig={'Comment': '', 'Runtime': 'cloudfront-js-2.0'}, FunctionCode=code)
            front.publish_function(Name='wired', IfMatch=made['ETag'])
            event = json.dumps({'version': '1.0', 'context': {'eventType': 'viewer-request'}, 'request': {'uri': '/x'}}).encode()
            seen['function'] = [front.get_function(Name='wired', Stage='LIVE')['FunctionCode'].read() == code,
                front.test_function(Name='wired', IfMatch=made['ETag'], EventObject=event)['TestResult']['FunctionOutput'],
                front.list_functions(Stage='LIVE')['FunctionList']['Items'][0]['Status'],
                front.create_key_value_store(Name='kv')['KeyValueStore']['Status'],
                front.describe_key_value_store(Name='kv')['KeyValueStore']['Status']]
            rsa = kms.create_key(KeySpec='RSA_2048', KeyUsage='SIGN_VERIFY')['KeyMetadata']['KeyId']
            pem = base64.encodebytes(kms.get_public_key(KeyId=rsa)['PublicKey']).decode()
            config = {'CallerReference': '1', 'Name': 'kept', 'EncodedKey': '-----BEGIN PUBLIC KEY-----\\n' + pem + '-----END PUBLIC KEY-----\\n'}
            public = front.create_public_key(PublicKeyConfig=config)
            changed = front.update_public_key(Id=public['PublicKey']['Id'], IfMatch=public['ETag'], PublicKeyConfig={**config, 'Comment': 'new'})
            seen['kept'] = [changed['PublicKey']['CreatedTime'] == public['PublicKey']['CreatedTime'], changed['ETag'] == public['ETag']]

            ssm = boto3.client('ssm')
            ssm.put_parameter(Name='/a/b', Type='String', Value='1')
            ssm.put_parameter(Name='/a/c/d', Type='StringList', Value='x,y')
            ssm.put_parameter(Name='/a/s', Type='SecureString', Value='hidden')
            seen['path'] = [p['Name'] for p in ssm.get_parameters_by_path(Path='/a')['Parameters']]
            seen['deep'] = [p['Name'] for page in ssm.get_paginator('get_parameters_by_path').paginate(Path='/a', Recursive=True, MaxResults=1)
                            for p in page['Parameters']]
            seen['secure'] = [ssm.get_parameter(Name='/a/s')['Parameter']['Value'] == 'hidden',
                              ssm.get_parameter(Name='/a/s', WithDecryption=True)['Parameter']['Value']]
            seen['several'] = ssm.get_parameters(Names=['/a/b', '/none'])['InvalidParameters']
            seen['described'] = [p['Name'] for p in ssm.describe_parameters(ParameterFilters=[
                {'Key': 'Type', 'Values': ['StringList']}])['Parameters']]
            ssm.delete_parameter(Name='/a/b')
            try:
                ssm.get_parameter(Name='/a/b')
            except ssm.exceptions.ParameterNotFound as e:
                seen['gone'] = e.response['Error']['Code']

            cf = boto3.client('cloudformation')
            cf.create_stack(StackName='drift', TemplateBody="Resources: {Kept: {Type: 'AWS::Logs::LogGroup'}, Gone: {Type: 'AWS::Logs::LogGroup'}}")
            cf.get_waiter('stack_create_complete').wait(StackName='drift', WaiterConfig={'Delay': 1, 'MaxAttempts': 20})
            gone = cf.describe_stack_resource(StackName='drift', LogicalResourceId='Gone')['StackResourceDetail']['PhysicalResourceId']
            boto3.client('logs').delete_log_group(logGroupName=gone)
            detection = cf.detect_stack_drift(StackName='drift')['StackDriftDetectionId']
            status = cf.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
            seen['drift'] = [status['StackDriftStatus'], status['DetectionStatus'], status['DriftedStackResourceCount'],
                [d['LogicalResourceId'] for d in cf.describe_stack_resource_drifts(StackName='drift',
                    StackResourceDriftStatusFilters=['DELETED'])['StackResourceDrifts']]]
            told = cf.describe_type(Type='RESOURCE', TypeName='AWS::S3::Bucket')
            seen['type'] = [told['Arn'], 'BucketName' in json.loads(told['Schema'])['properties']]
            try:
                cf.describe_type(Type='RESOURCE', TypeName='AWS::None::Thing')
            except ClientError as e:
                seen['none'] = e.response['Error']['Code']
            print(json.dumps(seen))
            """;

    @TempDir
    Path folder;

    private static Output run(Map<String, String> environment, List<String> command) {
        Output output = OutsideTool.run(environment, new byte[0], command);
        assertThat(output.status()).as(output.err()).isZero();
        return output;
    }

    @Test
    void boto3CallsWhatScriptsCall() throws Exception {
        OutsideTool.require("python3", "-c", "import boto3");
        JsonNode seen;
        try (AccountBench account = new AccountBench(folder)) {
            Path script = Files.writeString(
                    folder.resolve("script.py"), "import os\nos.chdir('" + folder + "')\n" + SCRIPT);
            seen = Json.MAPPER.readTree(run(
                            account.all.environment(), List.of("python3", script.toString()))
                    .out());
        }
        assertThat(seen.path("cancelled").toString())
                .isEqualTo("[\"TransactionCanceledException\",[\"ConditionalCheckFailed\",\"None\"],\"1\"]");
        assertThat(seen.path("got").toString()).isEqualTo("[\"1\",\"2\",null]");
        assertThat(seen.path("twice").asText()).isEqualTo("DuplicateItemException");
        assertThat(seen.path("selected").toString()).isEqualTo("[\"it's\",\"p\"]");
        assertThat(seen.at("/one/0/tags/SS").size()).isEqualTo(2);
        assertThat(seen.at("/one/0/deep/L/0/S").asText() + seen.at("/one/0/deep/M/list/L/0/S").asText()).isEqualTo("two");
        assertThat(seen.path("in").asInt()).isEqualTo(2);
        assertThat(seen.path("changed").path("n").path("N").asText()).isEqualTo("8");
        assertThat(seen.path("changed").path("word").path("S").asText()).isEqualTo("new");
        assertThat(seen.path("changed").has("tags")).isFalse();
        assertThat(seen.path("refused").toString())
                .isEqualTo("[\"ConditionalCheckFailedException\",\"ValidationException\",\"ValidationException\"]");
        assertThat(seen.path("pages").toString()).isEqualTo("[3,1]");
        assertThat(seen.path("batch").toString()).isEqualTo("[\"none\",\"ResourceNotFound\"]");
        assertThat(seen.path("simulated").toString())
                .isEqualTo("[\"s3:GetObject allowed\",\"s3:PutObject implicitDeny\",\"s3:GetObjectAcl explicitDeny\"]");
        assertThat(seen.path("custom").toString()).isEqualTo("[\"allowed\",\"allowed\"]");
        assertThat(seen.path("signed").toString())
                .isEqualTo("[[[\"ECDSA_SHA_256\"],true,\"KMSInvalidSignatureException\"],"
                        + "[[\"ECDSA_SHA_384\"],true,\"KMSInvalidSignatureException\"],"
                        + "[[\"ECDSA_SHA_512\"],true,\"KMSInvalidSignatureException\"]]");
        assertThat(seen.path("front").toString()).isEqualTo("[0,0,0]");
        assertThat(seen.path("function").toString())
                .isEqualTo("[true,\"{\\\"request\\\":{\\\"uri\\\":\\\"/x\\\"}}\",\"UNASSOCIATED\",\"PROVISIONING\",\"READY\"]");
        assertThat(seen.path("kept").toString()).isEqualTo("[true,false]");
        assertThat(seen.path("path").toString()).isEqualTo("[\"/a/b\",\"/a/s\"]");
        assertThat(seen.path("deep").toString()).isEqualTo("[\"/a/b\",\"/a/c/d\",\"/a/s\"]");
        assertThat(seen.path("secure").toString()).isEqualTo("[false,\"hidden\"]");
        assertThat(seen.path("several").toString()).isEqualTo("[\"/none\"]");
        assertThat(seen.path("described").toString()).isEqualTo("[\"/a/c/d\"]");
        assertThat(seen.path("gone").asText()).isEqualTo("ParameterNotFound");
        assertThat(seen.path("drift").toString()).isEqualTo("[\"DRIFTED\",\"DETECTION_COMPLETE\",1,[\"Gone\"]]");
        assertThat(seen.path("type").toString())
                .isEqualTo("[\"arn:aws:cloudformation:us-east-1::type/resource/AWS-S3-Bucket\",true]");
        assertThat(seen.path("none").asText()).isEqualTo("TypeNotFoundException");
        // Another implementation agrees with the signatures.
        OutsideTool.require("openssl", "version");
        for (String[] each : new String[][] {{"P256", "sha256"}, {"P384", "sha384"}, {"P521", "sha512"}}) {
            String spec = folder.resolve("ECC_NIST_" + each[0]).toString();
            run(Map.of(), List.of("openssl", "dgst", "-" + each[1], "-verify", spec + ".der", "-keyform", "DER",
                    "-signature", spec + ".sig", folder.resolve("words").toString()));
        }
    }
}
