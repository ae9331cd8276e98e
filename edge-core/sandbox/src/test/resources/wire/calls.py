"""Calls each protocol family with boto3 and prints what came back, one JSON object."""
import datetime
import json
import sys

import boto3
import botocore.model
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT, ACCESS_KEY, SECRET = sys.argv[1:4]
WHEN = datetime.datetime(2026, 11, 23, 8, 0, 0, 123000, tzinfo=datetime.timezone.utc)
AWKWARD = "a<b>&\"c\" \r\n\té/€😀"
RESULT = {}


def client(service, secret=SECRET, **config):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name="eu-west-1",
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=secret,
        config=Config(retries={"max_attempts": 0}, **config),
    )


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if k not in ("ResponseMetadata", "HTTPHeaders")}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, (bytes, bytearray)):
        return value.decode("latin-1")
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if hasattr(value, "read"):
        return value.read().decode("latin-1")
    return value


def note(what, call, **parameters):
    try:
        answer = call(**parameters)
        RESULT[what] = plain(answer) | {"status": answer["ResponseMetadata"]["HTTPStatusCode"],
                                        "requestId": answer["ResponseMetadata"].get("RequestId", "")}
    except ClientError as e:
        RESULT[what] = {
            "error": e.response["Error"]["Code"],
            "message": e.response["Error"]["Message"],
            "type": type(e).__name__,
            "status": e.response["ResponseMetadata"]["HTTPStatusCode"],
            "members": plain({k: v for k, v in e.response.items() if k not in ("Error", "ResponseMetadata")}),
        }


kms = client("kms")
note("createKey", kms.create_key, Description=AWKWARD, Tags=[{"TagKey": "k", "TagValue": ""}])
note("decrypt", kms.decrypt, CiphertextBlob=b"\x00\xff", KeyId="k")
note("encrypt", kms.encrypt, KeyId="k", Plaintext=b"p")
note("wrongSecret", client("kms", "guess").create_key)
note("wrongSecretQuery", client("iam", "guess").list_roles)
note("wrongSecretS3", client("s3", "guess").list_buckets)

note("putItem", client("dynamodb").put_item, TableName="t", Item={
    "l": {"L": []}, "m": {"M": {"x": {"NULL": True}}}, "b": {"B": b"\x01\x02"}, "n": {"N": "1.50"}})
note("createWebAcl", client("wafv2").create_web_acl, Name="a", Scope="REGIONAL", DefaultAction={"Allow": {}},
     VisibilityConfig={"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": False, "MetricName": "m"},
     Rules=[{"Name": "r", "Priority": 1, "Action": {"Block": {}},
             "VisibilityConfig": {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": False, "MetricName": "m"},
             "Statement": {"ByteMatchStatement": {"SearchString": b"bot", "FieldToMatch": {"UriPath": {}},
                                                  "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
                                                  "PositionalConstraint": "CONTAINS"}}}])
note("putLogEvents", client("logs").put_log_events, logGroupName="g", logStreamName="s",
     logEvents=[{"timestamp": 1, "message": AWKWARD}])

note("createStack", client("cloudformation").create_stack, StackName="s", TemplateBody=AWKWARD,
     Parameters=[{"ParameterKey": "a", "ParameterValue": ""}], Capabilities=["CAPABILITY_IAM"], Tags=[])
note("createRole", client("iam").create_role, RoleName="r", AssumeRolePolicyDocument="{}")
note("assumeRole", client("sts").assume_role, RoleArn="arn:aws:iam::111122223333:role/r", RoleSessionName="sess")

for protocol in ("json", "smithy-rpc-v2-cbor", "query"):
    botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = (protocol, "rest-json", "rest-xml")
    cloudwatch = client("cloudwatch")
    note("metric " + protocol, cloudwatch.put_metric_data, Namespace=protocol,
         MetricData=[{"MetricName": "m", "Timestamp": WHEN, "Value": 1.5, "Values": [1.0, 2.5],
                      "Dimensions": [{"Name": "d", "Value": "v"}]}])
    note("alarms " + protocol, cloudwatch.describe_alarms, AlarmNames=["a"])
    note("missing " + protocol, cloudwatch.get_dashboard, DashboardName="d")
botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = ("json", "rest-json", "rest-xml", "smithy-rpc-v2-cbor", "query")

cloudfront = client("cloudfront")
note("createDistribution", cloudfront.create_distribution, DistributionConfig={
    "CallerReference": "c", "Comment": AWKWARD.replace("\r", ""), "Enabled": True,
    "Origins": {"Quantity": 1, "Items": [{"Id": "o", "DomainName": "d"}]},
    "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only"}})
note("getDistribution", cloudfront.get_distribution, Id="E1")
note("listKeyGroups", cloudfront.list_key_groups)

functions = client("lambda")
note("createFunction", functions.create_function, FunctionName="f", Role="r", Code={"ZipFile": b"PK"}, Timeout=3)
note("invoke", functions.invoke, FunctionName="f", Payload=b'{"a":1}')
note("createRestApi", client("apigateway").create_rest_api, name="pets", tags={"a": "b"})
http_apis = client("apigatewayv2")
note("createApi", http_apis.create_api, Name=AWKWARD, ProtocolType="HTTP")
note("getStage", http_apis.get_stage, ApiId="def", StageName="$default")
note("deleteApi", http_apis.delete_api, ApiId="def")
dns = client("route53")
note("createHealthCheck", dns.create_health_check, CallerReference="c", HealthCheckConfig={
    "Type": "HTTPS_STR_MATCH", "FullyQualifiedDomainName": "d", "SearchString": "a<b>&c"})
note("getHealthCheck", dns.get_health_check, HealthCheckId="hc")

s3 = client("s3", s3={"addressing_style": "path"})
note("putObject", s3.put_object, Bucket="b", Key="a b/ä+%2F//c", Body=b"0123456789", Metadata={"owner": "ada"})
note("putObjectSha", s3.put_object, Bucket="b", Key="k", Body=b"0123456789", ChecksumAlgorithm="SHA256")
note("getObject", s3.get_object, Bucket="b", Key="a b/ä+%2F//c")
note("getBucketLocation", s3.get_bucket_location, Bucket="b")
note("deleteObject", s3.delete_object, Bucket="b", Key="k")
note("headObject", s3.head_object, Bucket="b", Key="none")
RESULT["presigned"] = boto3.client(
    "s3", endpoint_url=ENDPOINT, region_name="eu-west-1", aws_access_key_id=ACCESS_KEY, aws_secret_access_key=SECRET,
    config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
).generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"}, ExpiresIn=60)
print(json.dumps(RESULT))
