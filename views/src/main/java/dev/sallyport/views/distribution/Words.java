package dev.sallyport.views.distribution;

/** What the page of distributions says. */
final class Words {
    static final String TITLE = "Distributions";
    static final String READING = "Reading distributions";
    static final String OPENING = "Reading all of ";
    static final String OPENED_SOON = "From the list. Its logging, web ACL, functions and the origins' own locks are being read.";
    static final String AS_LISTED = "As CloudFront's list has it, since the rest could not be read: ";
    static final String NOT_NEWER = "Not newer: ";
    static final String FILTER = "Filter by name, domain, status or finding";
    static final String NONE = "No distribution yet";
    static final String NONE_WHY = "This account has no CloudFront distribution. A blueprint deploys one that proves itself.";
    static final String MISSING = "There is no distribution %s in this account.";
    static final String CHOOSE = "Choose a blueprint";
    static final String FINDINGS = "Findings";
    static final String BEHAVIORS = "Behaviors in the order of evaluation";
    static final String NOT_KNOWN = "Not known";
    static final String NO_FINDINGS = "Nothing in the configuration is weak.";
    static final String TESTER = "Which way does this path go?";
    static final String TESTER_PROMPT = "/path";
    static final String TRAFFIC = "Requests of this distribution";
    static final String EVIDENCE = "Seen in";
    static final String FIX = "To do";
    static final String NO_WEB_ACL = "No web ACL";
    static final String WEB_ACL = "Web ACL";

    static final String GUARD = "Guard this distribution";
    static final String PLANNING = "Planning a guard of ";
    static final String NOTHING = "Nothing of it can be changed from here.";
    static final String CHANGES = "Changes";
    static final String BESIDE = "Done on the way";
    static final String COSTS = "What AWS charges for";
    static final String STAYS = "Findings that stay";
    static final String NOTES = "What stays for now";
    static final String BEFORE = "What to know before";
    static final String PATHS = "Paths that viewers ask for, asked before and after";
    static final String PATHS_PROMPT = "/ /index.html /api/health";
    static final String OWNED = "%s keeps this distribution, and would undo or refuse a change by hand. Give it the patch.";
    static final String OWNER_UNKNOWN =
            "You may not ask CloudFormation whether a stack has this distribution, and a stack would undo a change by hand.";
    static final String COPY_PATCH = "Copy the patch";
    static final String ALTHOUGH = "Change it here all the same";
    static final String GUARD_MEANS = "%s, then proofs by requests from outside. What fails takes everything back.";
    static final String UNDO_MEANS = "%s are taken back, to what was there before.";
    static final String LONG = "CloudFront takes minutes to reach every edge location. The page may be left meanwhile.";
    static final String HOLDS = "Guarded. Every proof holds.";
    static final String UNPROVEN = "Guarded. Nothing fails, but what is marked below could not be asked.";
    static final String FAILED = "A proof failed, so everything was taken back.";
    static final String UNDONE = "The distribution is again what it was before the guard.";
    static final String NOT_GUARDED = "The guard came to nothing";
    static final String ENDED = "it came to its end.";
    static final String BACK = "Back to the distribution";

    private Words() {}
}
