package dev.sallyport.app;

import java.util.Locale;

/** The main job: deploy a protected API, see it hold, see what was stopped, decrypt one record with a reason. */
enum TourStep {
    OVERVIEW_EMPTY,
    BLUEPRINTS,
    PLAN,
    ROLLOUT,
    PROOFS,
    DISTRIBUTION,
    HITS,
    SHIELD,
    LOGS,
    SEALED_STACK,
    MASKED,
    REVEALED,
    LEDGER,
    OVERVIEW,
    SETTINGS;

    /** As the report names it, such as {@code sealed-stack}. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
