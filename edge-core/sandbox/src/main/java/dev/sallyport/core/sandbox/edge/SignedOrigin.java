package dev.sallyport.core.sandbox.edge;

import dev.sallyport.core.sandbox.access.Caller;
import dev.sallyport.core.sandbox.http.Request;
import dev.sallyport.core.sandbox.wire.Refusal;
import dev.sallyport.core.sandbox.wire.SigV4Verifier;
import java.util.List;
import java.util.Map;

/** Finds out who signed a request to an origin. */
final class SignedOrigin {
    private final SigV4Verifier verifier;
    private final OriginAccess originAccess;

    /** What a signature says. */
    sealed interface Signer {}

    /**
     * A good signature.
     *
     * @param caller who signed; CloudFront itself with origin access control
     * @param conditionKeys that the signature brings along, such as the distribution's ARN
     */
    record Known(Caller caller, Map<String, List<String>> conditionKeys) implements Signer {}

    /** No signature, or none that holds. */
    record Unknown(Refusal reason) implements Signer {}

    SignedOrigin(SigV4Verifier verifier, OriginAccess originAccess) {
        this.verifier = verifier;
        this.originAccess = originAccess;
    }

    /** Whether no body makes the request one of a known signer. */
    boolean isRefused(Request head, String service, String region) {
        return verifier.refusal(head, service, region).isPresent();
    }

    /** Whether the request has a signature that no body makes good. */
    boolean isForged(Request head, String service, String region) {
        return verifier.refusal(head, service, region)
                .filter(reason -> reason != Refusal.UNSIGNED)
                .isPresent();
    }

    /** Whether the head of a request that is not refused shows who signed it. */
    boolean knows(Request head) {
        return SigV4Verifier.isJudgedByHead(head);
    }

    Signer signer(Request request, String service, String region) {
        return switch (verifier.verify(request, service, region)) {
            case SigV4Verifier.Verified verified -> new Known(
                    verified.key().caller(), originAccess.conditionKeys(verified.key().accessKeyId()));
            case SigV4Verifier.Refused refused -> new Unknown(refused.reason());
        };
    }
}
