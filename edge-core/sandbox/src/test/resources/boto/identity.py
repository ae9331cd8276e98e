"""IAM and STS through boto3: a user, a role it may assume, and what the role's session may do."""
import json

import boto3
from botocore.exceptions import ClientError


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        return e
    raise AssertionError("was let in, wanted " + code)


iam = boto3.client("iam")
sts = boto3.client("sts")
me = sts.get_caller_identity()
assert me["Arn"] == "arn:aws:iam::111122223333:root" and me["UserId"] == "111122223333", me

iam.create_user(UserName="ann", Tags=[{"Key": "team", "Value": "edge"}])
pair = iam.create_access_key(UserName="ann")["AccessKey"]
ann = boto3.Session(pair["AccessKeyId"], pair["SecretAccessKey"], region_name="us-east-1")
assert ann.client("sts").get_caller_identity()["Arn"] == "arn:aws:iam::111122223333:user/ann"
denied = refused("AccessDenied", ann.client("iam").list_roles)
assert "arn:aws:iam::111122223333:user/ann is not authorized to perform: iam:ListRoles" in str(denied), denied

trust = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:user/ann"}, "Action": "sts:AssumeRole"}]}
role = iam.create_role(RoleName="reader", Path="/app/", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
assert role["Arn"] == "arn:aws:iam::111122223333:role/app/reader", role
assert iam.get_role(RoleName="reader")["Role"]["AssumeRolePolicyDocument"] == trust
inline = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:GetRole", "Resource": "*"}}
iam.put_role_policy(RoleName="reader", PolicyName="own", PolicyDocument=json.dumps(inline))
assert iam.get_role_policy(RoleName="reader", PolicyName="own")["PolicyDocument"] == inline
basic = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
iam.attach_role_policy(RoleName="reader", PolicyArn=basic)
assert iam.list_attached_role_policies(RoleName="reader")["AttachedPolicies"] == [
    {"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": basic}]
version = iam.get_policy(PolicyArn=basic)["Policy"]["DefaultVersionId"]
document = iam.get_policy_version(PolicyArn=basic, VersionId=version)["PolicyVersion"]["Document"]

# The AWS managed policies against an independent copy of them.
from moto.iam.aws_managed_policies import aws_managed_policies_data

known = json.loads(aws_managed_policies_data)
assert document == known["AWSLambdaBasicExecutionRole"]["Document"], document
listed = [p for page in iam.get_paginator("list_policies").paginate(Scope="AWS", PaginationConfig={"PageSize": 7})
          for p in page["Policies"]]
assert len(listed) > 15 and len({p["Arn"] for p in listed}) == len(listed)
for policy in listed:
    copy = known[policy["PolicyName"]]
    assert policy["Path"] == copy.get("Path", "/"), policy
    got = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])["PolicyVersion"]
    assert got["Document"] == copy["Document"], policy

refused("AccessDenied", sts.assume_role, RoleArn=role["Arn"], RoleSessionName="root-may-not")
got = ann.client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="shift", DurationSeconds=900)
c = got["Credentials"]
session = boto3.Session(c["AccessKeyId"], c["SecretAccessKey"], c["SessionToken"], region_name="us-east-1")
assert session.client("sts").get_caller_identity()["Arn"] == \
    "arn:aws:sts::111122223333:assumed-role/reader/shift"
assert session.client("iam").get_role(RoleName="reader")["Role"]["RoleId"] == role["RoleId"]
refused("AccessDenied", session.client("iam").delete_role, RoleName="reader")
untrue = boto3.Session(c["AccessKeyId"], c["SecretAccessKey"], "x" + c["SessionToken"], region_name="us-east-1")
refused("InvalidClientTokenId", untrue.client("sts").get_caller_identity)

refused("NoSuchEntity", iam.get_role, RoleName="nobody")
refused("EntityAlreadyExists", iam.create_role, RoleName="reader", AssumeRolePolicyDocument=json.dumps(trust))
refused("MalformedPolicyDocument", iam.create_role, RoleName="x", AssumeRolePolicyDocument="{}")
refused("DeleteConflict", iam.delete_role, RoleName="reader")
iam.delete_access_key(UserName="ann", AccessKeyId=pair["AccessKeyId"])
refused("InvalidClientTokenId", ann.client("sts").get_caller_identity)
print("all held")
