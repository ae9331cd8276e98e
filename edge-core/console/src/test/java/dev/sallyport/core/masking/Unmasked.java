package dev.sallyport.core.masking;

import dev.sallyport.core.Home;
import dev.sallyport.core.audit.Ledger;
import java.time.Clock;

/** For tests of what was read, whatever of it is masked later. */
public final class Unmasked {
    private Unmasked() {}

    /** Masks nothing; the ledger of {@code home} has that. */
    public static Masking in(Home home) {
        return new Unmasker(home, new Ledger(home, Clock.systemUTC()), () -> new ReasonRule(why -> true, ""))
                .unmask(new Unmasker.Wish("arn:aws:iam::111122223333:user/test", "111122223333", "a test", "test", "a test"));
    }
}
