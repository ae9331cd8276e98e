package dev.sallyport.app;

import dev.sallyport.core.account.SignInPrompt;

/**
 * Asks at the terminal what a sign-in needs of a person.
 *
 * @param terminal asks one question at a time
 */
record TerminalPrompt(Terminal terminal) implements SignInPrompt {
    @Override
    public String mfaCode(String serial) {
        synchronized (terminal) {
            String code = terminal.ask("Code of the MFA device " + serial + ": ");
            if (code.isEmpty()) {
                throw SignInPrompt.unanswered(serial);
            }
            return code;
        }
    }
}
