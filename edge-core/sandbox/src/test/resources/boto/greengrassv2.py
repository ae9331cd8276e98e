"""Greengrass V2 through boto3: components of recipes, revisions of a deployment, the core device, tags, refusals."""
import json
import time

import boto3
from botocore.exceptions import ClientError

gg = boto3.client("greengrassv2")
GROUP = "arn:aws:iot:us-east-1:111122223333:thinggroup/outpost-devices"


def refused(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        assert e.response["ResponseMetadata"]["HTTPStatusCode"] == status, e
        return e.response
    raise AssertionError("was let in, wanted " + code)


def wait(condition):
    for _ in range(300):
        found = condition()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError("waited 30 s in vain")


recipe = {"RecipeFormatVersion": "2020-01-25", "ComponentName": "com.example.Boto", "ComponentVersion": "1.0.0",
          "ComponentDescription": "über", "ComponentPublisher": "boto",
          "Manifests": [{"Platform": {"os": "linux"}}]}
made = gg.create_component_version(inlineRecipe=json.dumps(recipe).encode(), tags={"k": "v"})
assert made["ResponseMetadata"]["HTTPStatusCode"] == 201, made
assert made["status"]["componentState"] == "REQUESTED", made
arn = made["arn"]
wait(lambda: gg.describe_component(arn=arn)["status"]["componentState"] == "DEPLOYABLE")
described = gg.describe_component(arn=arn)
assert described["description"] == "über" and described["tags"] == {"k": "v"}, described
assert described["platforms"][0]["attributes"] == {"os": "linux"}, described
assert json.loads(gg.get_component(arn=arn)["recipe"]) == recipe
conflict = refused("ConflictException", 409, gg.create_component_version, inlineRecipe=json.dumps(recipe).encode())
assert conflict["resourceId"] == arn and conflict["resourceType"] == "component", conflict
refused("ValidationException", 400, gg.create_component_version, inlineRecipe=b"{}")
refused("ResourceNotFoundException", 404, gg.describe_component, arn=arn.replace("1.0.0", "9.0.0"))
listed = [c["componentName"] for page in gg.get_paginator("list_components").paginate() for c in page["components"]]
assert listed == ["com.example.Boto"], listed
public = [c["componentName"] for c in gg.list_components(scope="PUBLIC")["components"]]
assert "aws.greengrass.LogManager" in public, public

before = gg.list_deployments(targetArn=GROUP)["deployments"]
assert len(before) == 1 and before[0]["isLatestForTarget"], before
first = gg.get_deployment(deploymentId=before[0]["deploymentId"])
assert list(first["components"]) == ["aws.greengrass.LogManager"], first
deployed = gg.create_deployment(
    targetArn=GROUP, deploymentName="boto", tags={"a": "b"},
    components={**first["components"], "com.example.Boto": {"componentVersion": "1.0.0"}},
    deploymentPolicies={"failureHandlingPolicy": "ROLLBACK"})
assert deployed["ResponseMetadata"]["HTTPStatusCode"] == 201, deployed
assert deployed["iotJobArn"].endswith(":job/" + deployed["iotJobId"]), deployed
devices = [d for page in gg.get_paginator("list_core_devices").paginate() for d in page["coreDevices"]]
assert [d["coreDeviceThingName"] for d in devices] == ["simulated-outpost-core-1"], devices
name = devices[0]["coreDeviceThingName"]


def effective():
    pages = gg.get_paginator("list_effective_deployments").paginate(coreDeviceThingName=name)
    return {d["deploymentId"]: d for page in pages for d in page["effectiveDeployments"]}


done = wait(lambda: (d := effective().get(deployed["deploymentId"]))
            and d["coreDeviceExecutionStatus"] not in ("QUEUED", "IN_PROGRESS") and d)
assert done["coreDeviceExecutionStatus"] == "SUCCEEDED" and done["targetArn"] == GROUP, done
listed = gg.list_installed_components(coreDeviceThingName=name)["installedComponents"]
installed = {c["componentName"]: c for c in listed}
assert installed["com.example.Boto"]["lifecycleState"] == "FINISHED", installed
assert installed["com.example.Boto"]["isRoot"] is True, installed
assert gg.get_core_device(coreDeviceThingName=name)["status"] == "HEALTHY"
got = gg.get_deployment(deploymentId=deployed["deploymentId"])
assert got["revisionId"] == "2" and got["deploymentStatus"] == "ACTIVE" and got["tags"] == {"a": "b"}, got
history = gg.list_deployments(targetArn=GROUP, historyFilter="ALL")["deployments"]
assert [d["revisionId"] for d in history] == ["2", "1"], history
assert history[1]["deploymentStatus"] == "INACTIVE", history

job = "arn:aws:greengrass:us-east-1:111122223333:deployments:" + deployed["deploymentId"]
gg.tag_resource(resourceArn=job, tags={"c": "d"})
gg.untag_resource(resourceArn=job, tagKeys=["a"])
assert gg.list_tags_for_resource(resourceArn=job)["tags"] == {"c": "d"}
refused("ConflictException", 409, gg.delete_deployment, deploymentId=deployed["deploymentId"])
assert gg.cancel_deployment(deploymentId=deployed["deploymentId"])["message"]
assert gg.delete_deployment(deploymentId=deployed["deploymentId"])["ResponseMetadata"]["HTTPStatusCode"] == 204
refused("ResourceNotFoundException", 404, gg.create_deployment, targetArn=GROUP + "-none")
refused("ValidationException", 400, gg.create_deployment, targetArn=GROUP, components={"x": {"componentVersion": "1"}})
assert gg.delete_component(arn=arn)["ResponseMetadata"]["HTTPStatusCode"] == 204
refused("ResourceNotFoundException", 404, gg.get_component, arn=arn)
print("all held")
