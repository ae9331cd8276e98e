package dev.sallyport.core.masking;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.audit.Ledger;
import dev.sallyport.core.audit.OnRecord;
import dev.sallyport.core.masking.MaskingRules.Part;
import java.util.Locale;
import java.util.Map;

/**
 * Changes the rules of a home folder. What shows more than before is a reveal, so each change is in the ledger before
 * it takes effect, and once more with what became of it.
 */
public final class RuleBook {
    private final Home home;
    private final Ledger ledger;

    /** Nothing is read before it is asked for. */
    public RuleBook(Home home, Ledger ledger) {
        this.home = home;
        this.ledger = ledger;
    }

    /**
     * The rules.
     *
     * @throws SallyportException {@code SP-MASKING} where they cannot be read
     */
    public MaskingRules rules() {
        return MaskingRules.read(home);
    }

    /**
     * Who changes the rules.
     *
     * @param arn of the caller
     * @param account 12 digits
     */
    public record Editor(String arn, String account) {}

    /**
     * Shows the values under a name from now on.
     *
     * @throws SallyportException {@code SP-MASKING} for what is no name, {@code SP-LEDGER} where it cannot be written
     */
    public synchronized MaskingRules show(Editor who, Part part, String name) {
        return change(who, "shown", part, name, rules().with(part, name));
    }

    /** Masks the values under a name from now on. */
    public synchronized MaskingRules mask(Editor who, Part part, String name) {
        return change(who, "masked", part, name, rules().without(part, name));
    }

    private MaskingRules change(Editor who, String word, Part part, String name, MaskingRules now) {
        Map<String, String> details = Map.of(part.name().toLowerCase(Locale.ROOT), name.strip(), "to", word);
        return new OnRecord(ledger, who.arn(), who.account()).doing("masking.rules", "masking.json", details, found -> {
            now.write(home);
            return now;
        });
    }
}
