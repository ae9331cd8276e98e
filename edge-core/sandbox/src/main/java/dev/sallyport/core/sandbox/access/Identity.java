package dev.sallyport.core.sandbox.access;

import java.util.List;

/**
 * What IAM knows of a caller.
 *
 * @param arn of the role or user itself, with its path; of the caller when it is neither
 * @param policies the identity-based policy documents, inline and attached
 * @param boundaries documents each of which must allow too: a permissions boundary, a session policy
 */
public record Identity(String arn, List<String> policies, List<String> boundaries) {
    public Identity {
        policies = List.copyOf(policies);
        boundaries = List.copyOf(boundaries);
    }

    /** A caller without identity-based policies. */
    public static Identity bare(Caller caller) {
        return new Identity(caller.arn(), List.of(), List.of());
    }
}
