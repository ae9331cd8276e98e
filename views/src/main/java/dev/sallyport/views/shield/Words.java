package dev.sallyport.views.shield;

/** What the page of Shield says. */
final class Words {
    static final String TITLE = "Shield";
    static final String READING = "Reading protections and attacks";
    static final String READING_ATTACK = "Reading the attack";
    static final String READING_TRAFFIC = "Reading web ACL traffic";
    static final String FILTER = "Filter by distribution, attack or vector";
    static final String COVERAGE = "Coverage";
    static final String ATTACKS = "Attacks in the last 30 days";
    static final String LATEST = "Requests at the web ACLs in the last 3 hours";
    static final String AROUND = "Requests at the web ACLs around the attack";
    static final String NOTHING = "Nothing to protect";
    static final String NO_DISTRIBUTION = "No distribution to cover.";
    static final String NOTHING_WHY =
            "There is no distribution in this account, and no attack on it is known. The API perimeter blueprint deploys one.";
    static final String CHOOSE = "Choose a blueprint";
    static final String STANDARD =
            "Shield Standard defends every distribution against network floods at no charge. Single attacks, automatic"
                    + " mitigation and health checks are known to Shield Advanced only, which the account has not"
                    + " subscribed to.";
    static final String SUBSCRIPTION_UNKNOWN = "Whether the account has Shield Advanced is not known.";
    static final String ATTACKS_UNREAD = "Attacks could not be read.";
    static final String NO_ATTACK = "No attack was detected.";
    static final String ONLY_ADVANCED = "Shield Standard does not tell single attacks.";
    static final String NO_TRAFFIC = "No web ACL of scope CLOUDFRONT inspects requests in this account.";
    static final String NO_COUNTERS = "Shield gave no volume.";
    static final String NO_CONTRIBUTORS = "Shield gave no contributors.";

    private Words() {}
}
