package dev.sallyport.core.webacl;

/** What AWS WAF does with a request, in the words of its logs. */
public enum WafAction {
    /** Forwarded to the resource. */
    ALLOW,
    /** Answered by AWS WAF, 403 unless the rule says otherwise. */
    BLOCK,
    /** Noted only; evaluation goes on. */
    COUNT,
    /** Answered with a CAPTCHA puzzle (405) unless the request has a valid token. */
    CAPTCHA,
    /** Answered with a silent browser challenge (202) unless the request has a valid token. */
    CHALLENGE,
    /** Not decidable from what is known. */
    UNKNOWN;

    /** Whether this action ends the evaluation. */
    public boolean terminates() {
        return this != COUNT && this != UNKNOWN;
    }

    /** The HTTP status that AWS WAF answers by default: 403, 405, 202; 0 where it does not answer itself. */
    public int defaultStatus() {
        return switch (this) {
            case BLOCK -> 403;
            case CAPTCHA -> 405;
            case CHALLENGE -> 202;
            default -> 0;
        };
    }

    /** The action of that name in AWS's words in any case; {@link #UNKNOWN} for one that is not listed here. */
    public static WafAction named(String name) {
        for (WafAction action : values()) {
            if (action.name().equalsIgnoreCase(name)) {
                return action;
            }
        }
        return UNKNOWN;
    }
}
