"""boto3 and the AWS CLI look at every service of a sandbox that the console has deployed to, and compare what they see
with what the console printed. Arguments: a JSON file with the console's answers."""
import json
import os
import subprocess
import sys
import urllib.request

import boto3
from botocore.config import Config

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
CONSOLE = json.load(open(sys.argv[1]))
STACK = next(s for s in CONSOLE["stacks"]["stacks"] if s["name"] == "t-api")
SEALED = next(s for s in CONSOLE["stacks"]["stacks"] if s["name"] == "t-fields")
OUT = STACK["outputs"]
DISTRIBUTION = next(d for d in CONSOLE["inspect"]["distributions"] if d["id"] == OUT["DistributionId"])


def client(service):
    return boto3.client(service, config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}))


def cli(*words):
    done = subprocess.run(["aws", "--output", "json", *words], capture_output=True, text=True)
    assert done.returncode == 0, (words, done.stderr)
    return json.loads(done.stdout) if done.stdout.strip() else {}


def same(name, *values):
    assert all(value == values[0] for value in values), (name, values)
    print("ok", name)


# Who
who = client("sts").get_caller_identity()
same("sts", CONSOLE["whoami"]["arn"], who["Arn"], cli("sts", "get-caller-identity")["Arn"])
same("account", CONSOLE["whoami"]["account"], who["Account"])

# Stacks and their outputs
formation = client("cloudformation")
stack = formation.describe_stacks(StackName="t-api")["Stacks"][0]
shown = {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}
same("cloudformation outputs", OUT, shown,
     {o["OutputKey"]: o["OutputValue"]
      for o in cli("cloudformation", "describe-stacks", "--stack-name", "t-api")["Stacks"][0]["Outputs"]})
same("cloudformation status", STACK["status"], stack["StackStatus"])
pages = formation.get_paginator("list_stack_resources").paginate(StackName="t-api")
resources = {r["LogicalResourceId"]: r for page in pages for r in page["StackResourceSummaries"]}
assert len(resources) > 20 and all(r["ResourceStatus"].endswith("_COMPLETE") for r in resources.values())

# CloudFront
config = client("cloudfront").get_distribution_config(Id=DISTRIBUTION["id"])["DistributionConfig"]
told = cli("cloudfront", "get-distribution-config", "--id", DISTRIBUTION["id"])["DistributionConfig"]
same("cloudfront web ACL", DISTRIBUTION["webAcl"], config["WebACLId"], told["WebACLId"], OUT["WebAclArn"])
same("cloudfront function",
     DISTRIBUTION["behaviors"][0]["functions"][0]["arn"],
     config["DefaultCacheBehavior"]["LambdaFunctionAssociations"]["Items"][0]["LambdaFunctionARN"],
     told["DefaultCacheBehavior"]["LambdaFunctionAssociations"]["Items"][0]["LambdaFunctionARN"])

# Lambda: the code is what was packaged
version = client("lambda").get_function(FunctionName=OUT["EdgeFunctionVersion"])["Configuration"]
same("lambda", version["CodeSha256"],
     cli("lambda", "get-function-configuration", "--function-name", OUT["EdgeFunctionVersion"])["CodeSha256"])

# API Gateway
paths = sorted(r["path"] for r in client("apigateway").get_resources(restApiId=OUT["ApiId"])["items"])
same("apigateway", paths, sorted(
    r["path"] for r in cli("apigateway", "get-resources", "--rest-api-id", OUT["ApiId"])["items"]))
assert "/pets/{petId}" in paths

# WAF
name, acl_id = OUT["WebAclArn"].split("/")[-2:]
acl = client("wafv2").get_web_acl(Name=name, Scope="CLOUDFRONT", Id=acl_id)["WebACL"]
same("wafv2", [r["Name"] for r in acl["Rules"]], [r["Name"] for r in cli(
    "wafv2", "get-web-acl", "--name", name, "--scope", "CLOUDFRONT", "--id", acl_id)["WebACL"]["Rules"]])

# Logs: the requests that the console counted by action
events = [json.loads(e["message"])
          for page in client("logs").get_paginator("filter_log_events").paginate(logGroupName=OUT["WebAclLogGroup"])
          for e in page["events"]]
counted = {}
for event in events:
    counted[event["action"]] = counted.get(event["action"], 0) + 1
same("logs", {r["value"]: r["count"] for r in CONSOLE["hits"]["rows"]}, counted)
blocked = cli("logs", "filter-log-events", "--log-group-name", OUT["WebAclLogGroup"],
              "--filter-pattern", '{ $.action = "BLOCK" }')["events"]
same("logs filter", counted["BLOCK"], len(blocked))

# CloudWatch metrics of the same requests
metric = dict(Namespace="AWS/CloudFront", MetricName="Requests", Period=3600, Statistics=["Sum"],
              Dimensions=[{"Name": "DistributionId", "Value": DISTRIBUTION["id"]}, {"Name": "Region", "Value": "Global"}],
              StartTime="2026-01-01T00:00:00Z", EndTime="2036-01-01T00:00:00Z")
points = client("cloudwatch").get_metric_statistics(**{**metric, "Period": 86400 * 365})["Datapoints"]
same("cloudwatch", float(sum(counted.values())), sum(p["Sum"] for p in points))
assert any(m["MetricName"] == "Requests"
           for m in cli("cloudwatch", "list-metrics", "--namespace", "AWS/CloudFront")["Metrics"])

# Shield
same("shield", CONSOLE["attacks"]["subscription"], client("shield").get_subscription_state()["SubscriptionState"],
     cli("shield", "get-subscription-state")["SubscriptionState"])

# IAM: the edge's role may invoke this API and nothing else
role = next(r["PhysicalResourceId"] for k, r in resources.items()
            if r["ResourceType"] == "AWS::IAM::Role" and "Sign" in k)
policies = client("iam").list_role_policies(RoleName=role)["PolicyNames"]
same("iam", policies, cli("iam", "list-role-policies", "--role-name", role)["PolicyNames"])
document = client("iam").get_role_policy(RoleName=role, PolicyName="invoke-origin")["PolicyDocument"]
assert OUT["ApiId"] in json.dumps(document) and '"*"' not in json.dumps(document), document

# S3: the packages
buckets = [b["Name"] for b in client("s3").list_buckets()["Buckets"]]
same("s3", buckets, [b["Name"] for b in cli("s3api", "list-buckets")["Buckets"]])
artifacts = next(b for b in buckets if b.startswith("sallyport-artifacts-"))
assert any(o["Key"].startswith("functions/sign-origin/")
           for o in client("s3").list_objects_v2(Bucket=artifacts)["Contents"])

# KMS: what the edge sealed opens for the key's holder, and only there
key = client("kms").describe_key(KeyId=SEALED["outputs"]["KeyAlias"])["KeyMetadata"]
same("kms", "RSA_2048", key["KeySpec"],
     cli("kms", "describe-key", "--key-id", SEALED["outputs"]["KeyAlias"])["KeyMetadata"]["KeySpec"])

# DynamoDB: the stored record holds the ciphertext, not what was posted
table = SEALED["outputs"]["RecordsUri"].removeprefix("dynamodb://")
stored = client("dynamodb").scan(TableName=table)["Items"]
same("dynamodb", len(stored), cli("dynamodb", "scan", "--table-name", table)["Count"])
text = json.dumps(stored)
assert SEALED["outputs"]["Prefix"] in text and "planted-" not in text

# Whoever does not sign is refused
request = urllib.request.Request(ENDPOINT, data=b"Action=GetCallerIdentity&Version=2011-06-15")
try:
    urllib.request.urlopen(request)
    raise AssertionError("an unsigned call was answered")
except urllib.error.HTTPError as refused:
    same("unsigned", 403, refused.code)
wrong = boto3.client("sts", aws_secret_access_key="wrong", aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"])
try:
    wrong.get_caller_identity()
    raise AssertionError("a wrongly signed call was answered")
except wrong.exceptions.ClientError as refused:
    same("wrongly signed", 403, refused.response["ResponseMetadata"]["HTTPStatusCode"])
print("all agree")
