package dev.sallyport.views.kit;

import dev.sallyport.core.SallyportException;

/** What a page is told when AWS says no or nothing, in the words of {@code AwsErrors}. */
public final class Trouble {
    private static final String REQUEST = "4f1c22a0-5d7e-4c1b-9a53-0d1f6b2a7c11";

    private Trouble() {}

    /** The permission to {@code action} is missing. */
    public static SallyportException denied(String action) {
        return SallyportException.refused(
                        "SP-DENIED",
                        "AccessDeniedException: User: arn:aws:iam::111122223333:user/jo is not authorized to perform: " + action
                                + " because no identity-based policy allows the " + action + " action",
                        "Ask for the permission that the message names, or switch the profile.")
                .withRequestId(REQUEST);
    }

    /** No answer came. */
    public static SallyportException unreachable() {
        return SallyportException.unavailable(
                "SP-NETWORK",
                "AWS did not answer: Connect to 127.0.0.1:9 failed: Connection refused.",
                "Check the network and the endpoint, then try again.");
    }

    /** Too many calls. */
    public static SallyportException throttled() {
        return SallyportException.unavailable(
                        "SP-THROTTLED",
                        "ThrottlingException: Rate exceeded",
                        "Wait a minute and try again; other callers share this quota.")
                .withRequestId(REQUEST);
    }
}
