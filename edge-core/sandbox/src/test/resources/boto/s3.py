"""S3 through boto3: objects of odd names, ranges, lists in pages, a large file in parts, a bucket policy."""
import hashlib
import io
import json

import boto3
from botocore.exceptions import ClientError

s3 = boto3.client("s3")


def refused(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        assert e.response["ResponseMetadata"]["HTTPStatusCode"] == status, e
        return e
    raise AssertionError("was let in, wanted " + code)


s3.create_bucket(Bucket="site")
assert [b["Name"] for b in s3.list_buckets()["Buckets"]] == ["site"]
assert s3.get_bucket_location(Bucket="site")["LocationConstraint"] is None
assert s3.head_bucket(Bucket="site")["BucketRegion"] == "us-east-1"
for key in ["index.html", "a b+c/ü&<1>.txt", "js/a.js", "js/b.js"]:
    put = s3.put_object(Bucket="site", Key=key, Body=key.encode(), ContentType="text/x", Metadata={"who": "boto"})
    assert put["ETag"] == '"' + hashlib.md5(key.encode()).hexdigest() + '"', put
    got = s3.get_object(Bucket="site", Key=key)
    assert got["Body"].read() == key.encode() and got["ContentType"] == "text/x" and got["Metadata"] == {"who": "boto"}
part = s3.get_object(Bucket="site", Key="index.html", Range="bytes=0-4")
assert part["Body"].read() == b"index" and part["ContentRange"] == "bytes 0-4/10", part
assert part["ResponseMetadata"]["HTTPStatusCode"] == 206, part
refused("InvalidRange", 416, s3.get_object, Bucket="site", Key="index.html", Range="bytes=10-")
refused("304", 304, s3.head_object, Bucket="site", Key="index.html", IfNoneMatch=hashlib.md5(b"index.html").hexdigest())
pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket="site", Delimiter="/", PaginationConfig={"PageSize": 1}))
assert [c["Key"] for p in pages for c in p.get("Contents", [])] == ["index.html"], pages
assert [c["Prefix"] for p in pages for c in p.get("CommonPrefixes", [])] == ["a b+c/", "js/"], pages
assert [c["Key"] for c in s3.list_objects(Bucket="site", Prefix="a")["Contents"]] == ["a b+c/ü&<1>.txt"]
copied = s3.copy_object(Bucket="site", Key="copy", CopySource={"Bucket": "site", "Key": "a b+c/ü&<1>.txt"})
assert s3.get_object(Bucket="site", Key="copy")["Body"].read() == "a b+c/ü&<1>.txt".encode(), copied
refused("NoSuchKey", 404, s3.get_object, Bucket="site", Key="none")
refused("404", 404, s3.head_object, Bucket="site", Key="none")
refused("NoSuchBucket", 404, s3.list_objects_v2, Bucket="nowhere")
refused("BucketNotEmpty", 409, s3.delete_bucket, Bucket="site")

large = bytes(range(256)) * 40_000
s3.upload_fileobj(io.BytesIO(large), "site", "large")
head = s3.head_object(Bucket="site", Key="large")
assert head["ContentLength"] == len(large) and head["ETag"].endswith('-2"'), head
back = io.BytesIO()
s3.download_fileobj("site", "large", back)
assert hashlib.sha256(back.getvalue()).digest() == hashlib.sha256(large).digest()

policy = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/js/*"}]}
s3.put_bucket_policy(Bucket="site", Policy=json.dumps(policy))
assert json.loads(s3.get_bucket_policy(Bucket="site")["Policy"]) == policy
refused("AccessDenied", 403, s3.get_object, Bucket="site", Key="js/a.js")
s3.delete_bucket_policy(Bucket="site")
refused("NoSuchBucketPolicy", 404, s3.get_bucket_policy, Bucket="site")
block = s3.get_public_access_block(Bucket="site")["PublicAccessBlockConfiguration"]
assert all(block[name] for name in block) and len(block) == 4, block
s3.put_bucket_versioning(Bucket="site", VersioningConfiguration={"Status": "Enabled"})
assert s3.get_bucket_versioning(Bucket="site")["Status"] == "Enabled"
s3.put_bucket_tagging(Bucket="site", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
assert s3.get_bucket_tagging(Bucket="site")["TagSet"] == [{"Key": "a", "Value": "b"}]
rule = s3.get_bucket_encryption(Bucket="site")["ServerSideEncryptionConfiguration"]["Rules"][0]
assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256", rule

names = [c["Key"] for c in s3.list_objects_v2(Bucket="site")["Contents"]]
gone = s3.delete_objects(Bucket="site", Delete={"Objects": [{"Key": name} for name in names]})
assert sorted(d["Key"] for d in gone["Deleted"]) == sorted(names), gone
s3.delete_bucket(Bucket="site")
print("all held")
