package dev.sallyport.core.sandbox.wire;

/**
 * Why a request is not let in, with the codes and sentences that AWS answers with.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html">Common errors</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3 error responses</a>
 */
public enum Refusal {
    /** No signature at all. */
    UNSIGNED(
            "MissingAuthenticationToken", "Missing Authentication Token", "AccessDenied", "Access Denied", 403),
    /** A signature without one of its parts. */
    INCOMPLETE(
            "IncompleteSignature",
            "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters and a date.",
            "AuthorizationHeaderMalformed",
            "The authorization header that you provided is not valid.",
            400),
    /** Signed with a key that was never issued, or was deleted. */
    UNKNOWN_KEY(
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            "InvalidAccessKeyId",
            "The AWS access key ID that you provided does not exist in our records.",
            403),
    /** A temporary key without its session token, or a token of another key. */
    WRONG_TOKEN(
            "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            "InvalidToken",
            "The provided token is malformed or otherwise not valid.",
            400),
    /** The temporary key is past its end. */
    EXPIRED_TOKEN(
            "ExpiredToken",
            "The security token included in the request is expired",
            "ExpiredToken",
            "The provided token has expired.",
            400),
    /** Signed more than 15 minutes before or after now. */
    SKEWED(
            "SignatureDoesNotMatch",
            "Signature expired: the time of the request is more than 15 minutes away from now.",
            "RequestTimeTooSkewed",
            "The difference between the request time and the server's time is too large.",
            403),
    /** A presigned request past its life. */
    EXPIRED_REQUEST(
            "SignatureDoesNotMatch", "Signature expired", "AccessDenied", "Request has expired", 403),
    /** Signed for another service, Region or day. */
    WRONG_SCOPE(
            "SignatureDoesNotMatch",
            "Credential should be scoped to a valid Region, to the correct service and to the day of the request.",
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed; the credential scope is wrong.",
            400),
    /** A header that must be covered by the signature is not. */
    UNSIGNED_HEADER(
            "SignatureDoesNotMatch",
            "'Host' or ':authority' and 'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.",
            "AccessDenied",
            "There were headers present in the request which were not signed",
            403),
    /** The body is not the one that was signed. */
    WRONG_BODY(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided: "
                    + "the body is not the one that X-Amz-Content-Sha256 names.",
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
            400),
    /** Signed with another secret, or changed on the way. */
    WRONG_SIGNATURE(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                    + "Access Key and signing method. Consult the service documentation for details.",
            "SignatureDoesNotMatch",
            "The request signature that we calculated does not match the signature that you provided. Check your AWS "
                    + "secret access key and signing method.",
            403);

    /** The families of services that name the same refusal differently. */
    public enum Style {
        /** awsJson and restJson1, also execute-api and function URLs. */
        JSON,
        /** awsQuery and restXml. */
        XML,
        /** S3 alone. */
        S3
    }

    private final String code;
    private final String message;
    private final String s3Code;
    private final String s3Message;
    private final int s3Status;

    Refusal(String code, String message, String s3Code, String s3Message, int s3Status) {
        this.code = code;
        this.message = message;
        this.s3Code = s3Code;
        this.s3Message = s3Message;
        this.s3Status = s3Status;
    }

    /** AWS's error code. */
    public String code(Style style) {
        return switch (style) {
            case S3 -> s3Code;
            case XML -> code;
            case JSON -> switch (code) {
                case "InvalidClientTokenId" -> "UnrecognizedClientException";
                case "SignatureDoesNotMatch" -> "InvalidSignatureException";
                default -> code + "Exception";
            };
        };
    }

    /** AWS's sentence. */
    public String message(Style style) {
        return style == Style.S3 ? s3Message : message;
    }

    /** The HTTP status: 403, but 400 for what S3 calls malformed. */
    public int status(Style style) {
        return style == Style.S3 ? s3Status : 403;
    }
}
