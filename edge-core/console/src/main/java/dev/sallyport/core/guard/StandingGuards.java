package dev.sallyport.core.guard;

import dev.sallyport.core.Home;
import java.util.Optional;
import java.util.Set;

/** The guards of an account that stand, as a home knows them, for those who put something before the same origins. */
public final class StandingGuards {
    private final GuardJournal journal;

    /** @param account 12 digits */
    public StandingGuards(Home home, String account) {
        this.journal = new GuardJournal(home, account);
    }

    private Optional<Guarded> at(Set<String> locks) {
        return journal.distributions().stream()
                .flatMap(id -> journal.standing(id).stream())
                .filter(guard -> guard.phase() == GuardPhase.HOLDS || guard.phase() == GuardPhase.UNPROVEN)
                .filter(guard -> guard.measures().subList(0, guard.made()).stream()
                        .anyMatch(measure -> measure.locks().stream().anyMatch(locks::contains)))
                .findFirst();
    }

    /** The id of the distribution whose guard did something to one of these locks; empty where none did. */
    public Optional<String> before(Set<String> locks) {
        return at(locks).map(Guarded::distribution);
    }

    /**
     * Hands over what is shut to a guard that did something to the same lock, which opens it when it is undone.
     *
     * @return the id of its distribution; empty where there is none
     */
    public Optional<String> inherit(Measure measure) {
        return at(measure.locks()).map(guard -> journal.keep(guard.inheriting(measure)).distribution());
    }
}
