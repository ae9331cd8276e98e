package dev.sallyport.core.proof;

/**
 * What a trial found.
 *
 * @param evidence what was sent and what came back
 */
record Verdict(Outcome outcome, String evidence) {
    static Verdict of(boolean holds, String evidence) {
        return new Verdict(holds ? Outcome.HOLDS : Outcome.FAILS, evidence);
    }

    static Verdict unknown(String evidence) {
        return new Verdict(Outcome.UNKNOWN, evidence);
    }
}
