"""Route 53's health checks through boto3."""
import boto3
from botocore.exceptions import ClientError


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        return e
    raise AssertionError("was let in, wanted " + code)


dns = boto3.client("route53")
config = {"Type": "HTTPS", "FullyQualifiedDomainName": "d111111abcdef8.cloudfront.net", "ResourcePath": "/pets",
          "RequestInterval": 30, "FailureThreshold": 3, "Regions": ["us-east-1", "eu-west-1", "sa-east-1"]}
made = dns.create_health_check(CallerReference="one", HealthCheckConfig=config)
assert made["ResponseMetadata"]["HTTPStatusCode"] == 201, made
check = made["HealthCheck"]
assert made["Location"].endswith("/2013-04-01/healthcheck/" + check["Id"]), made
assert check["HealthCheckConfig"] == config | {
    "Port": 443, "EnableSNI": True, "Inverted": False, "Disabled": False, "MeasureLatency": False}, check
assert dns.create_health_check(CallerReference="one", HealthCheckConfig=config)["HealthCheck"] == check
refused("HealthCheckAlreadyExists", dns.create_health_check, CallerReference="one",
        HealthCheckConfig=config | {"FailureThreshold": 4})
refused("InvalidInput", dns.create_health_check, CallerReference="two",
        HealthCheckConfig=config | {"RequestInterval": 20})
for i in range(3):
    dns.create_health_check(CallerReference=f"more-{i}", HealthCheckConfig=config)
pages = dns.get_paginator("list_health_checks").paginate(PaginationConfig={"PageSize": 2})
assert len({c["Id"] for p in pages for c in p["HealthChecks"]}) == 4
assert dns.get_health_check_count()["HealthCheckCount"] == 4

# There is no such host in the sandbox: said so, and nothing outside is asked.
seen = dns.get_health_check_status(HealthCheckId=check["Id"])["HealthCheckObservations"]
assert len(seen) == 1 and seen[0]["StatusReport"]["Status"].startswith("Failure: "), seen
assert seen[0]["StatusReport"]["CheckedTime"].tzinfo is not None, seen
why = dns.get_health_check_last_failure_reason(HealthCheckId=check["Id"])["HealthCheckObservations"]
assert why == seen, why

changed = dns.update_health_check(HealthCheckId=check["Id"], HealthCheckVersion=1, FailureThreshold=5,
                                  ResetElements=["Regions"])["HealthCheck"]
assert changed["HealthCheckVersion"] == 2 and "Regions" not in changed["HealthCheckConfig"], changed
refused("HealthCheckVersionMismatch", dns.update_health_check, HealthCheckId=check["Id"], HealthCheckVersion=1,
        FailureThreshold=6)
tags = [{"Key": "Name", "Value": "a<b>&c"}, {"Key": "x", "Value": ""}]
dns.change_tags_for_resource(ResourceType="healthcheck", ResourceId=check["Id"], AddTags=tags)
dns.change_tags_for_resource(ResourceType="healthcheck", ResourceId=check["Id"], RemoveTagKeys=["x"])
kept = dns.list_tags_for_resource(ResourceType="healthcheck", ResourceId=check["Id"])["ResourceTagSet"]["Tags"]
assert kept == tags[:1], kept
sets = dns.list_tags_for_resources(ResourceType="healthcheck", ResourceIds=[check["Id"]])["ResourceTagSets"]
assert sets[0]["ResourceId"] == check["Id"] and sets[0]["Tags"] == tags[:1], sets

missing = refused("NotImplemented", dns.list_hosted_zones)
assert "route53:ListHostedZones" in str(missing), missing
dns.delete_health_check(HealthCheckId=check["Id"])
refused("NoSuchHealthCheck", dns.get_health_check, HealthCheckId=check["Id"])
print("all held")
