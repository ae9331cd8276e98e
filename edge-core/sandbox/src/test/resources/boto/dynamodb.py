"""The same calls to the sandbox and to moto, which is not ours; answers and error codes must be the same."""
import decimal
import os

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError
from moto import mock_aws

D = decimal.Decimal


def asked(table, client):
    said = []

    def say(name, call, *wanted, **arguments):
        try:
            answer = call(**arguments)
            said.append((name, {k: answer.get(k) for k in wanted}))
        except ClientError as e:
            said.append((name, e.response["Error"]["Code"]))

    for i in range(12):
        table.put_item(Item={
            "host": "ab"[i % 2], "at": i * 3, "rule": "r" + str(i % 3), "size": D(i) / 4,
            "tags": {"x", "y" + str(i)}, "nest": {"deep": [1, "two", {"three": i}]}, "on": i % 2 == 0})
    say("get", table.get_item, "Item", Key={"host": "a", "at": 6})
    say("get part", table.get_item, "Item", Key={"host": "a", "at": 6},
        ProjectionExpression="nest.deep[2].three, #s", ExpressionAttributeNames={"#s": "size"})
    say("get none", table.get_item, "Item", Key={"host": "c", "at": 6})
    say("wrong key", table.get_item, "Item", Key={"host": "a"})
    for name, condition in {
        "all": Key("host").eq("a"), "lt": Key("host").eq("a") & Key("at").lt(12),
        "between": Key("host").eq("b") & Key("at").between(9, 21), "gte": Key("host").eq("b") & Key("at").gte(21),
    }.items():
        say(name, table.query, "Items", "Count", "ScannedCount", KeyConditionExpression=condition)
        say(name + " back", table.query, "Items", KeyConditionExpression=condition, ScanIndexForward=False)
    say("index", table.query, "Items", IndexName="byRule", KeyConditionExpression=Key("rule").eq("r1"))
    say("page", table.query, "Items", "LastEvaluatedKey", KeyConditionExpression=Key("host").eq("a"), Limit=2)
    say("next", table.query, "Items", KeyConditionExpression=Key("host").eq("a"), Limit=2,
        ExclusiveStartKey={"host": "a", "at": 6})
    for name, condition in {
        "begins": Attr("rule").begins_with("r2"), "contains": Attr("tags").contains("y4"),
        "size": Attr("size").gt(D("1.5")), "not": ~Attr("on").eq(True), "in": Attr("at").is_in([3, 9, 99]),
        "exists": Attr("nest.deep").exists(), "missing": Attr("nope").not_exists(), "type": Attr("tags").attribute_type("SS"),
        "or": Attr("at").lt(4) | (Attr("at").gt(20) & Attr("on").eq(False)), "length": Attr("rule").size().eq(2),
        "deep": Attr("nest.deep[2].three").gte(9), "ne": Attr("nope").ne("x"),
    }.items():
        answer = table.scan(FilterExpression=condition)
        said.append((name, sorted((i["at"] for i in answer["Items"])), answer["ScannedCount"]))
    key = {"host": "a", "at": 0}

    def update(name, expression, values=None, names=None, returned="ALL_NEW", **more):
        arguments = dict(Key=key, UpdateExpression=expression, ReturnValues=returned, **more)
        if values:
            arguments["ExpressionAttributeValues"] = values
        if names:
            arguments["ExpressionAttributeNames"] = names
        say(name, table.update_item, "Attributes", **arguments)

    update("set", "SET #s = #s + :n, fresh = if_not_exists(fresh, :n)", {":n": 5}, {"#s": "size"})
    update("append", "SET nest.deep = list_append(nest.deep, :l)", {":l": ["end"]})
    update("element", "SET nest.deep[1] = :v REMOVE nest.deep[0]", {":v": "2"})
    update("add", "ADD fresh :n, tags :t", {":n": D("0.5"), ":t": {"z"}}, returned="UPDATED_NEW")
    update("delete", "DELETE tags :t", {":t": {"x"}}, returned="UPDATED_OLD")
    update("remove", "REMOVE nest.deep, fresh")
    update("key", "SET at1 = :n, host = :n", {":n": 1})
    update("guarded", "SET a1 = :n", {":n": 1}, ConditionExpression="attribute_not_exists(host)")
    update("absent operand", "SET a1 = nope + :n", {":n": 1})
    update("no parent", "SET nope.deep = :n", {":n": 1})
    update("overlap", "SET a1 = :n, a1 = :n", {":n": 1})
    update("syntax", "SET a1 = = :n", {":n": 1})
    update("undefined", "SET a1 = :m", {":n": 1})
    say("again", table.put_item, "Attributes", Item={**key, "rule": "r9"}, ConditionExpression=Attr("host").not_exists())
    say("replaced", table.put_item, "Attributes", Item={**key, "rule": "r9"}, ReturnValues="ALL_OLD")
    say("deleted", table.delete_item, "Attributes", Key=key, ReturnValues="ALL_OLD")
    say("deleted again", table.delete_item, "Attributes", Key=key, ReturnValues="ALL_OLD")
    say("typed", table.put_item, "Attributes", Item={"host": 1, "at": 1})
    say("table again", client.create_table, "x", **SCHEMA)
    say("no table", client.describe_table, "x", TableName="nope")
    return said


SCHEMA = dict(
    TableName="hits", BillingMode="PAY_PER_REQUEST",
    KeySchema=[{"AttributeName": "host", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
    AttributeDefinitions=[{"AttributeName": "host", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"},
                          {"AttributeName": "rule", "AttributeType": "S"}],
    GlobalSecondaryIndexes=[{"IndexName": "byRule", "Projection": {"ProjectionType": "KEYS_ONLY"},
                             "KeySchema": [{"AttributeName": "rule", "KeyType": "HASH"},
                                           {"AttributeName": "at", "KeyType": "RANGE"}]}])


def run():
    client = boto3.client("dynamodb")
    client.create_table(**SCHEMA)
    client.get_waiter("table_exists").wait(TableName="hits", WaiterConfig={"Delay": 1})
    table = boto3.resource("dynamodb").Table("hits")
    result = asked(table, client)
    with table.batch_writer() as batch:
        for i in range(60):
            batch.put_item(Item={"host": "many", "at": i})
    pages = client.get_paginator("scan").paginate(TableName="hits", PaginationConfig={"PageSize": 7})
    result.append(("scan", sorted(int(i["at"]["N"]) for p in pages for i in p["Items"] if i["host"]["S"] == "many")))
    return result


ours = run()
endpoint = os.environ.pop("AWS_ENDPOINT_URL")
with mock_aws():
    theirs = run()
for left, right in zip(ours, theirs, strict=True):
    assert left == right, f"sandbox {left}\nmoto    {right}"
print("all held")
