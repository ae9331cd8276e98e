"""Athena over objects of the sandbox's own S3: what boto3 reads of it by its own model, and the files that queries leave."""
import csv
import gzip
import io
import json

import boto3
from botocore.exceptions import ClientError

s3, athena = boto3.client("s3"), boto3.client("athena")
s3.create_bucket(Bucket="data")
for hour, names in (("10", "ab"), ("11", "bbc"), ("12", "d")):
    lines = "".join(json.dumps({"Name": n, "Size": i, "Inner": {"Tags": [{"Key": n * 2}]}}) + "\n" for i, n in enumerate(names))
    s3.put_object(Bucket="data", Key=f"logs/2026/11/30/{hour}/x.gz", Body=gzip.compress(lines.encode()))
s3.put_object(Bucket="data", Key="logs/2026/11/30/10/_hidden", Body=b"no data")
s3.put_object(Bucket="data", Key="logs/readme.txt", Body=b"in no partition")


def run(sql, wanted="SUCCEEDED", **more):
    query = athena.start_query_execution(
        QueryString=sql, ResultConfiguration={"OutputLocation": "s3://data/results"}, **more)["QueryExecutionId"]
    about = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
    assert about["Status"]["State"] == wanted, about
    return about


def refused(call, code, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        return
    raise AssertionError("not refused")


refused(athena.start_query_execution, "InvalidRequestException", QueryString="SELECT 1")
refused(athena.get_query_execution, "InvalidRequestException", QueryExecutionId="none")
refused(athena.get_work_group, "InvalidRequestException", WorkGroup="none")

table = """CREATE EXTERNAL TABLE IF NOT EXISTS `db`.`t` (
  `name` string, `size` int, `inner` struct<tags:array<struct<key:string>>>)
PARTITIONED BY (`at` string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
LOCATION 's3://data/logs/'
TBLPROPERTIES ('projection.enabled'='true', 'projection.at.type'='date', 'projection.at.format'='yyyy/MM/dd/HH',
  'projection.at.range'='2020/01/01/00,NOW', 'projection.at.interval'='1', 'projection.at.interval.unit'='HOURS', 'storage.location.template'='s3://data/logs/${at}/', 'mine'='it''s')"""
assert "ParseException" in run(table, "FAILED")["Status"]["StateChangeReason"]
table = table.replace(", 'mine'='it''s'", ", 'mine'='yes'")
assert "Database does not exist" in run(table, "FAILED")["Status"]["StateChangeReason"]
run("CREATE DATABASE IF NOT EXISTS `db`")
run(table)
run(table)
about = athena.get_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="db", TableName="t")["TableMetadata"]
assert about["Parameters"]["mine"] == "yes", about
assert [c["Name"] for c in about["PartitionKeys"]] == ["at"], about
assert "CREATE VIEW" not in run("CREATE VIEW v AS SELECT 1", "FAILED")["Status"]["StateChangeReason"]

done = run("""SELECT name, count(*) AS n, max(element_at(transform("inner"."tags", x -> x."key"), 1)) AS tag
FROM "db"."t" WHERE "at" >= '2026/11/30/10' AND "at" < '2026/11/30/12' GROUP BY name ORDER BY n DESC, name""")
sizes = [s3.head_object(Bucket="data", Key=f"logs/2026/11/30/{h}/x.gz")["ContentLength"] for h in ("10", "11")]
assert done["Statistics"]["DataScannedInBytes"] == sum(sizes), (done, sizes)
assert done["StatementType"] == "DML", done
pages = list(athena.get_paginator("get_query_results").paginate(
    QueryExecutionId=done["QueryExecutionId"], PaginationConfig={"PageSize": 2}))
rows = [[d.get("VarCharValue") for d in r["Data"]] for p in pages for r in p["ResultSet"]["Rows"]]
assert rows == [["name", "n", "tag"], ["b", "3", "bb"], ["a", "1", "aa"], ["c", "1", "cc"]], rows
assert len(pages) == 2, pages
info = pages[0]["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
assert [(c["Name"], c["Type"]) for c in info] == [("name", "varchar"), ("n", "bigint"), ("tag", "varchar")], info

place = done["ResultConfiguration"]["OutputLocation"]
assert place == f"s3://data/results/{done['QueryExecutionId']}.csv", place
kept = s3.get_object(Bucket="data", Key=place.split("/", 3)[3])["Body"].read().decode()
assert list(csv.reader(io.StringIO(kept))) == rows, kept

reason = run("SELECT approx_distinct_of_mine(name) FROM db.t", "FAILED")["Status"]["StateChangeReason"]
assert "approx_distinct_of_mine" in reason, reason
# Nothing of the machine that the sandbox runs on.
failed = run("SELECT * FROM read_text('/etc/hostname')", "FAILED")
refused(athena.get_query_results, "InvalidRequestException", QueryExecutionId=failed["QueryExecutionId"])
athena.stop_query_execution(QueryExecutionId=done["QueryExecutionId"])

athena.create_work_group(Name="ours", Configuration={
    "ResultConfiguration": {"OutputLocation": "s3://data/ours/"}, "EnforceWorkGroupConfiguration": True})
group = athena.get_work_group(WorkGroup="ours")["WorkGroup"]["Configuration"]
assert group["ResultConfiguration"]["OutputLocation"] == "s3://data/ours/" and group["EnforceWorkGroupConfiguration"]
assert {g["Name"] for g in athena.list_work_groups()["WorkGroups"]} == {"primary", "ours"}
assert run("SELECT 1 AS one", WorkGroup="ours")["ResultConfiguration"]["OutputLocation"].startswith("s3://data/ours/")

run("DROP TABLE IF EXISTS `db`.`t`")
refused(athena.get_table_metadata, "MetadataException", CatalogName="AwsDataCatalog", DatabaseName="db", TableName="t")
assert s3.head_object(Bucket="data", Key="logs/2026/11/30/12/x.gz")["ContentLength"] > 0
print("all held")
