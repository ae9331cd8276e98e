package dev.sallyport.core.account;

/**
 * How an account is told from others at a glance.
 *
 * @param alias what people call it; empty where nobody gave it a name
 */
public record AccountLook(String alias, Colour colour) {
    /** As nobody gave it one. */
    public static final AccountLook PLAIN = new AccountLook("", Colour.NONE);

    /** None of them is the colour of a mode or of a verdict. */
    public enum Colour {
        NONE,
        TEAL,
        INDIGO,
        PINK,
        BROWN
    }
}
