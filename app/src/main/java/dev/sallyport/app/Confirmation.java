package dev.sallyport.app;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AccessMode;
import dev.sallyport.core.account.Session;

/**
 * Asks before a write, as strictly as the account wants: on production for the typed name of what it changes. {@code --yes}
 * answers for a script, there not without saying so.
 *
 * @param yes whether the answer was given on the command line
 */
record Confirmation(Terminal terminal, Session session, boolean yes) {

    private boolean isProduction() {
        return session.mode() == AccessMode.PRODUCTION;
    }

    /** Whether what will change is to be shown first: to whoever is asked, and on production always. */
    boolean shows() {
        return !yes || isProduction();
    }

    /** Goes on when the answer is yes. */
    void require(String question, String name) {
        if (isProduction()) {
            requireName(question, name);
        } else if (!yes && !terminal.confirms(question)) {
            throw refused("Answer y, or give --yes.");
        }
    }

    /** The same, but for a script on an account that is no production, which is not asked. */
    void requireOfPerson(String question, String name) {
        if (isProduction() || terminal.isInteractive()) {
            require(question, name);
        }
    }

    /** Asks on production only. */
    void requireOnProduction(String question, String name) {
        if (isProduction()) {
            requireName(question, name);
        }
    }

    /** Asks before a reading that takes time and money; it changes nothing, so production asks no more than that. */
    static void requireReading(Terminal terminal, boolean yes, String what) {
        if (!yes && !terminal.confirms("Read " + what + "?")) {
            throw SallyportException.refused(
                    "SP-NOT-CONFIRMED",
                    "Nothing was read: it would have been " + what + ".",
                    "Ask for less with --since and --until, or give --yes.");
        }
    }

    private void requireName(String question, String name) {
        String where = session.name() + " is production.";
        if (yes) {
            terminal.say(question + " " + where + " --yes answers.");
        } else if (!terminal.confirms(question + " " + where, name)) {
            throw refused("Type " + name + ", or give --yes.");
        }
    }

    private static SallyportException refused(String next) {
        return SallyportException.refused("SP-NOT-CONFIRMED", "Nothing was changed.", next);
    }
}
