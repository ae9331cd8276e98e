"""HTTP APIs through boto3, beside REST APIs: one signing name, one endpoint, and only paths tell them apart."""
import boto3
from botocore.exceptions import ClientError


def refused(code, status, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        assert e.response["ResponseMetadata"]["HTTPStatusCode"] == status, e
        return e
    raise AssertionError("was let in, wanted " + code)


def status(answer):
    return answer["ResponseMetadata"]["HTTPStatusCode"]


http = boto3.client("apigatewayv2")
rest = boto3.client("apigateway")

old = rest.create_rest_api(name="rest")
made = http.create_api(Name="pets", ProtocolType="HTTP", Tags={"team": "edge"})
api = made["ApiId"]
assert status(made) == 201, made
assert made["ApiEndpoint"] == f"https://{api}.execute-api.us-east-1.amazonaws.com", made
assert made["RouteSelectionExpression"] == "$request.method $request.path", made
assert made["DisableExecuteApiEndpoint"] is False and made["CreatedDate"].tzinfo is not None, made
assert [a["ApiId"] for p in http.get_paginator("get_apis").paginate() for a in p["Items"]] == [api]
assert [a["id"] for a in rest.get_rest_apis()["items"]] == [old["id"]]
gone = refused("NotFoundException", 404, http.get_api, ApiId=old["id"])
assert "Invalid API identifier specified" in str(gone), gone
refused("NotFoundException", 404, rest.get_rest_api, restApiId=api)

function = "arn:aws:lambda:us-east-1:111122223333:function:pets"
target = http.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=function,
                                 PayloadFormatVersion="2.0")
assert target["ConnectionType"] == "INTERNET" and target["TimeoutInMillis"] == 30000, target
refused("BadRequestException", 400, http.create_integration, ApiId=api, IntegrationType="HTTP_PROXY",
        IntegrationUri="https://example.com", PayloadFormatVersion="1.0")
behind = "integrations/" + target["IntegrationId"]
routes = [http.create_route(ApiId=api, RouteKey=key, AuthorizationType="AWS_IAM", Target=behind)
          for key in ("GET /pets", "GET /pets/{petId}", "POST /pets")]
assert all(r["ApiKeyRequired"] is False for r in routes), routes
refused("ConflictException", 409, http.create_route, ApiId=api, RouteKey="GET /pets")
refused("ConflictException", 409, http.delete_integration, ApiId=api, IntegrationId=target["IntegrationId"])
refused("BadRequestException", 400, http.create_route, ApiId=api, RouteKey="pets")
paged = [r["RouteId"] for p in http.get_paginator("get_routes").paginate(ApiId=api, PaginationConfig={"PageSize": 2})
         for r in p["Items"]]
assert sorted(paged) == sorted(r["RouteId"] for r in routes)

stage = http.create_stage(ApiId=api, StageName="$default", AutoDeploy=True, StageVariables={"a": "b"},
                          DefaultRouteSettings={"ThrottlingRateLimit": 10.5, "ThrottlingBurstLimit": 20},
                          AccessLogSettings={"Format": "$context.requestId",
                                             "DestinationArn": "arn:aws:logs:us-east-1:111122223333:log-group:a"})
assert stage["StageName"] == "$default" and stage["DefaultRouteSettings"]["ThrottlingRateLimit"] == 10.5, stage
deployed = http.get_stage(ApiId=api, StageName="$default")["DeploymentId"]
assert http.get_deployment(ApiId=api, DeploymentId=deployed)["DeploymentStatus"] == "DEPLOYED"
http.update_route(ApiId=api, RouteId=routes[0]["RouteId"], OperationName="list")
assert http.get_stage(ApiId=api, StageName="$default")["DeploymentId"] != deployed
refused("BadRequestException", 400, http.create_deployment, ApiId=api, StageName="$default")
assert status(http.delete_access_log_settings(ApiId=api, StageName="$default")) == 204
assert "AccessLogSettings" not in http.get_stage(ApiId=api, StageName="$default")
updated = http.update_stage(ApiId=api, StageName="$default", Description="served")
assert updated["Description"] == "served" and updated["StageVariables"] == {"a": "b"}, updated

arn = f"arn:aws:apigateway:us-east-1::/apis/{api}"
assert status(http.tag_resource(ResourceArn=arn, Tags={"a": "b c"})) == 201
assert status(http.untag_resource(ResourceArn=arn, TagKeys=["team"])) == 204
assert http.get_tags(ResourceArn=arn)["Tags"] == {"a": "b c"}
rest.tag_resource(resourceArn=f"arn:aws:apigateway:us-east-1::/restapis/{old['id']}", tags={"r": "s"})
assert rest.get_tags(resourceArn=f"arn:aws:apigateway:us-east-1::/restapis/{old['id']}")["tags"] == {"r": "s"}

missing = refused("NotImplemented", 501, http.get_domain_names)
assert "apigateway:GetDomainNames" in str(missing), missing
missing = refused("NotImplemented", 501, http.create_vpc_link, Name="v", SubnetIds=["s"])
assert "apigateway:CreateVpcLink" in str(missing), missing

for route in routes:
    assert status(http.delete_route(ApiId=api, RouteId=route["RouteId"])) == 204
http.delete_integration(ApiId=api, IntegrationId=target["IntegrationId"])
http.delete_stage(ApiId=api, StageName="$default")
http.delete_deployment(ApiId=api, DeploymentId=http.get_deployments(ApiId=api)["Items"][0]["DeploymentId"])
assert http.get_deployments(ApiId=api)["Items"] == []
assert status(http.delete_api(ApiId=api)) == 204
assert http.get_apis()["Items"] == []
print("all held")
