package dev.sallyport.core.proof;

import java.net.URI;

/** The way to a staging copy, and what was sent along it. */
public final class Detour {
    /** The header that leads the proofs to the copy. */
    public static final String HEADER = "aws-cf-cd-sallyport-proof";

    private final String authority;
    private final String headerValue;
    private Tally sent = Tally.NONE;

    /**
     * A way that nothing has taken yet.
     *
     * @param distributionUrl address of the primary, which stands for both
     * @param headerValue of {@link #HEADER}
     */
    public Detour(String distributionUrl, String headerValue) {
        this.authority = URI.create(distributionUrl).getAuthority();
        this.headerValue = headerValue;
    }

    boolean leads(URI uri) {
        return authority.equals(uri.getAuthority());
    }

    String headerValue() {
        return headerValue;
    }

    synchronized void count(int status) {
        sent = sent.plus(status);
    }

    /** The answers that came back along it. */
    public synchronized Tally sent() {
        return sent;
    }
}
