package dev.sallyport.core.sandbox.traffic;

/** Who visits. */
public enum Mix {
    /** Browsers and API clients that mean well. */
    NORMAL(0),
    /** Scanners and exploits only. */
    ATTACK(100),
    /** One request in five is an attack. */
    MIXED(20);

    private final int attackPercent;

    Mix(int attackPercent) {
        this.attackPercent = attackPercent;
    }

    /** How many of a hundred requests are attacks. */
    int attackPercent() {
        return attackPercent;
    }
}
