"""KMS through boto3: ciphertext made outside with the public half, states, a policy, aliases, signatures."""
import json

import boto3
from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.serialization import load_der_public_key


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as e:
        assert e.response["Error"]["Code"] == code, e
        assert e.response["ResponseMetadata"]["HTTPStatusCode"] == 400, e
        return e
    raise AssertionError("was let in, wanted " + code)


kms = boto3.client("kms")
key = kms.create_key(KeySpec="RSA_2048", KeyUsage="ENCRYPT_DECRYPT", Description="cards")["KeyMetadata"]
assert key["EncryptionAlgorithms"] == ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"], key
assert key["KeyState"] == "Enabled" and key["Enabled"] and key["KeyManager"] == "CUSTOMER", key
kms.create_alias(AliasName="alias/cards", TargetKeyId=key["KeyId"])
public = load_der_public_key(kms.get_public_key(KeyId="alias/cards")["PublicKey"])
sha = hashes.SHA256()
blob = public.encrypt(b"4111111111111111", padding.OAEP(padding.MGF1(sha), sha, None))
opened = kms.decrypt(KeyId="alias/cards", CiphertextBlob=blob, EncryptionAlgorithm="RSAES_OAEP_SHA_256")
assert opened["Plaintext"] == b"4111111111111111" and opened["KeyId"] == key["Arn"], opened
refused("InvalidCiphertextException", kms.decrypt, KeyId=key["KeyId"], CiphertextBlob=blob[:-1] + b"\0",
        EncryptionAlgorithm="RSAES_OAEP_SHA_256")
refused("DryRunOperationException", kms.decrypt, KeyId=key["KeyId"], CiphertextBlob=blob,
        EncryptionAlgorithm="RSAES_OAEP_SHA_256", DryRun=True)
kms.disable_key(KeyId=key["KeyId"])
refused("DisabledException", kms.decrypt, KeyId=key["KeyId"], CiphertextBlob=blob,
        EncryptionAlgorithm="RSAES_OAEP_SHA_256")
kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
refused("KMSInvalidStateException", kms.enable_key, KeyId=key["KeyId"])
kms.cancel_key_deletion(KeyId=key["KeyId"])
assert kms.describe_key(KeyId=key["Arn"])["KeyMetadata"]["KeyState"] == "Disabled"
kms.enable_key(KeyId=key["KeyId"])

policy = json.loads(kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"])
assert policy["Statement"][0]["Principal"]["AWS"] == "arn:aws:iam::111122223333:root", policy
policy["Statement"].append({"Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"})
kms.put_key_policy(KeyId=key["KeyId"], PolicyName="default", Policy=json.dumps(policy))
denied = refused("AccessDeniedException", kms.decrypt, KeyId=key["KeyId"], CiphertextBlob=blob,
                 EncryptionAlgorithm="RSAES_OAEP_SHA_256")
assert "with an explicit deny in a resource-based policy" in str(denied), denied
policy["Statement"] = [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "kms:*",
                        "Resource": "*"}]
refused("MalformedPolicyDocumentException", kms.put_key_policy, KeyId=key["KeyId"], Policy=json.dumps(policy))
refused("NotFoundException", kms.describe_key, KeyId="alias/none")

symmetric = kms.create_key()["KeyMetadata"]["KeyId"]
sealed = kms.encrypt(KeyId=symmetric, Plaintext=b"x", EncryptionContext={"a": "b"})["CiphertextBlob"]
assert kms.decrypt(CiphertextBlob=sealed, EncryptionContext={"a": "b"})["Plaintext"] == b"x"
refused("InvalidCiphertextException", kms.decrypt, CiphertextBlob=sealed)
data = kms.generate_data_key(KeyId=symmetric, KeySpec="AES_256")
assert kms.decrypt(CiphertextBlob=data["CiphertextBlob"])["Plaintext"] == data["Plaintext"]

signing = kms.create_key(KeySpec="RSA_3072", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
signature = kms.sign(KeyId=signing, Message=b"m", SigningAlgorithm="RSASSA_PSS_SHA_512")["Signature"]
h = hashes.SHA512()
verifier = load_der_public_key(kms.get_public_key(KeyId=signing)["PublicKey"])
verifier.verify(signature, b"m", padding.PSS(padding.MGF1(h), padding.PSS.DIGEST_LENGTH), h)
try:
    verifier.verify(signature, b"n", padding.PSS(padding.MGF1(h), padding.PSS.DIGEST_LENGTH), h)
    raise AssertionError("verified another message")
except InvalidSignature:
    pass
keys = [k for page in kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2}) for k in page["Keys"]]
assert {k["KeyId"] for k in keys} == {key["KeyId"], symmetric, signing}, keys
assert [a["AliasName"] for a in kms.list_aliases()["Aliases"]] == ["alias/cards"]
refused("UnsupportedOperationException", kms.create_key, KeySpec="ECC_SECG_P256K1", KeyUsage="SIGN_VERIFY")
print("all held")
