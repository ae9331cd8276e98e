"""CloudFront's continuous deployment through boto3: copy, policy, attach, promote, and everything away in its order."""
import boto3
from botocore.exceptions import ClientError


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        return
    raise AssertionError("was let in, wanted " + code)


cf = boto3.client("cloudfront")


def change(id, **members):
    now = cf.get_distribution_config(Id=id)
    return cf.update_distribution(
        Id=id, IfMatch=now["ETag"], DistributionConfig=dict(now["DistributionConfig"], **members))["ETag"]


def policy(weight):
    return {
        "StagingDistributionDnsNames": {"Quantity": 1, "Items": [host]},
        "Enabled": True,
        "TrafficConfig": {"Type": "SingleWeight", "SingleWeightConfig": {
            "Weight": weight, "SessionStickinessConfig": {"IdleTTL": 300, "MaximumTTL": 600}}},
    }


made = cf.create_distribution(DistributionConfig={
    "CallerReference": "primary", "Comment": "old", "Enabled": True,
    "Origins": {"Quantity": 1, "Items": [{"Id": "o", "DomainName": "example.com", "CustomOriginConfig": {
        "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only"}}]},
    "DefaultCacheBehavior": {"TargetOriginId": "o", "ViewerProtocolPolicy": "https-only",
                             "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"}})
primary = made["Distribution"]["Id"]
refused("InvalidIfMatchVersion", cf.copy_distribution, PrimaryDistributionId=primary, Staging=True, CallerReference="copy")
copy = cf.copy_distribution(
    PrimaryDistributionId=primary, Staging=True, IfMatch=made["ETag"], CallerReference="copy")["Distribution"]
assert copy["DistributionConfig"]["Staging"] is True, copy
host = copy["DomainName"]
change(copy["Id"], Comment="new")
refused("InvalidArgument", cf.create_continuous_deployment_policy, ContinuousDeploymentPolicyConfig=policy(0.2))
created = cf.create_continuous_deployment_policy(ContinuousDeploymentPolicyConfig=policy(0.15))
id = created["ContinuousDeploymentPolicy"]["Id"]
weight = created["ContinuousDeploymentPolicy"]["ContinuousDeploymentPolicyConfig"]["TrafficConfig"]["SingleWeightConfig"]
assert abs(weight["Weight"] - 0.15) < 1e-6, weight
refused("StagingDistributionInUse", cf.create_continuous_deployment_policy, ContinuousDeploymentPolicyConfig=policy(0.1))
tag = change(primary, ContinuousDeploymentPolicyId=id)
staging = cf.get_distribution(Id=copy["Id"])
refused("PreconditionFailed", cf.update_distribution_with_staging_config, Id=primary,
        StagingDistributionId=copy["Id"], IfMatch="EOTHER, " + staging["ETag"])
cf.update_distribution_with_staging_config(
    Id=primary, StagingDistributionId=copy["Id"], IfMatch=tag + ", " + staging["ETag"])
assert cf.get_distribution_config(Id=primary)["DistributionConfig"]["Comment"] == "new"
now = cf.get_continuous_deployment_policy_config(Id=id)
assert now["ContinuousDeploymentPolicyConfig"]["Enabled"] is False, now
assert cf.list_continuous_deployment_policies()["ContinuousDeploymentPolicyList"]["Quantity"] == 1
refused("ContinuousDeploymentPolicyInUse", cf.delete_continuous_deployment_policy, Id=id, IfMatch=now["ETag"])
change(primary, ContinuousDeploymentPolicyId="")
refused("StagingDistributionInUse", change, id=copy["Id"], Enabled=False)
cf.delete_continuous_deployment_policy(Id=id, IfMatch=now["ETag"])
cf.delete_distribution(Id=copy["Id"], IfMatch=change(copy["Id"], Enabled=False))
refused("NoSuchContinuousDeploymentPolicy", cf.get_continuous_deployment_policy, Id=id)
assert cf.list_distributions()["DistributionList"]["Quantity"] == 1
print("all held")
