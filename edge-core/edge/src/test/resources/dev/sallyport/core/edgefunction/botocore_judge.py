"""Signs each request on stdin (JSON lines) with botocore and prints the Authorization header that it makes."""
import base64
import json
import sys

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

for line in sys.stdin:
    wanted = json.loads(line)
    credentials = Credentials(wanted["accessKeyId"], wanted["secretAccessKey"], wanted.get("sessionToken"))
    auth = SigV4Auth(credentials, wanted["service"], wanted["region"])
    request = AWSRequest(method=wanted["method"], url=wanted["url"], data=base64.b64decode(wanted["body"]))
    request.headers["X-Amz-Date"] = wanted["date"]
    request.headers["X-Amz-Content-SHA256"] = auth.payload(request)
    if wanted.get("contentType") is not None:
        request.headers["Content-Type"] = wanted["contentType"]
    if wanted.get("sessionToken"):
        request.headers["X-Amz-Security-Token"] = wanted["sessionToken"]
    request.context["timestamp"] = wanted["date"]
    signature = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
    auth._inject_signature_to_request(request, signature)
    print(json.dumps(request.headers["Authorization"]))
