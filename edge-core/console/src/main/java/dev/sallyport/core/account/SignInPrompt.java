package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;

/** Whoever can be asked what a sign-in needs of a person; called from any thread but the interface's. */
public interface SignInPrompt {
    /**
     * The code that an MFA device shows now.
     *
     * @param serial of the device, as the profile's {@code mfa_serial} has it
     * @throws SallyportException {@code SP-MFA} where nobody answers
     */
    String mfaCode(String serial);

    /** Nobody is there to be asked. */
    static SignInPrompt nobody() {
        return serial -> {
            throw unanswered(serial);
        };
    }

    /** No code was given. */
    static SallyportException unanswered(String serial) {
        return SallyportException.refused(
                "SP-MFA",
                "The role needs a code of the MFA device " + serial + ", and none was given.",
                "Repeat what you did, and type the code that the device shows.");
    }
}
