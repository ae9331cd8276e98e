package dev.sallyport.views.audit;

/** What the page of the ledger says. */
final class Words {
    static final String TITLE = "Audit";
    static final String READING = "Checking the ledger";
    static final String FILTER = "Filter by who, action, subject or reason";
    static final String EXPORT = "Export entries";
    static final String NONE = "Nothing is recorded yet";
    static final String NONE_WHY = "Each reveal, rollout and removal writes an entry here before it happens.";
    static final String NONE_CHOSEN = "No entry of this time and person";
    static final String VERIFY = "Verify now";
    static final String MISSING = "The ledger has no entry %s.";
    static final String OPEN_DECRYPT = "Go to Decrypt";
    static final String CHAIN = "Each entry holds the hash of the one before.";

    private Words() {}
}
