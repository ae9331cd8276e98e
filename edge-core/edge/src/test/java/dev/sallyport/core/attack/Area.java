package dev.sallyport.core.attack;

/** What is attacked on purpose, in the order of the table. */
public enum Area {
    FORGED("forged, tampered, replayed requests to protected origins and the control endpoint"),
    CONNECTIONS("half-open and dripping connections, foreign hosts"),
    BODIES("bodies of callers that were not let in, or that never come"),
    POLICIES("IAM, key policies, session policies, conditions"),
    OTHER_USER("another user of the machine: home, processes, ports"),
    WEB_ACL("requests to be blocked by a web ACL, and those that must not be"),
    INSIDE("what a function at the edge tries from inside its process"),
    FUNCTIONS("hostile functions: running on, forging answers, memory, depth"),
    LEDGER_TAMPERED("ledger, tampering"),
    LEDGER_SHARED("ledger, several writers at once"),
    LEDGER_UNWRITABLE("ledger that cannot be written"),
    SQL("SQL of a user: files, network, extensions, queries without end"),
    DOCUMENTS("zip, gzip, YAML, XML, JSON, long lines, deep answers"),
    TERMINAL("text that a terminal would obey"),
    READ_ONLY("read-only: commands"),
    READ_ONLY_OPERATIONS("read-only: operations of every client"),
    KILLED("killed at work: rollouts, stacks, logs, reveals, owners"),
    ACKNOWLEDGED("acknowledged writes over a kill of the sandbox's owner"),
    STATE("damaged, older or foreign state"),
    MEMORY("plaintext, keys and tokens left in memory and logs");

    private final String title;

    Area(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
