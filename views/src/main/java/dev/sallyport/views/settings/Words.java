package dev.sallyport.views.settings;

/** What the settings page says. */
final class Words {
    static final String TITLE = "Settings";
    static final String ANSWER = "How the console looks and where it keeps what it knows.";
    static final String APPEARANCE = "Appearance";
    static final String THEME = "Theme";
    static final String SIZE = "Text size";
    static final String ACCOUNTS = "Accounts";
    static final String ACCOUNTS_LINE =
            "What profiles led to. The first account under a profile is remembered; another one is refused until you say"
                    + " that it is meant.";
    static final String NO_ACCOUNTS = "No account was seen yet.";
    static final String ALIAS = "Alias";
    static final String COLOUR = "Colour";
    static final String NO_COLOUR = "No colour";
    static final String PRODUCTION = "Production";
    static final String PRODUCTION_BY_ORGANISATION = "Production, by the organisation";
    static final String PRODUCTION_MEANS = "Every write asks for the typed name of what it changes.";
    static final String STORAGE = "Storage";
    static final String STORAGE_LINE =
            "Everything the console keeps is in one folder that only you can read: the sandbox, the ledger, settings, logs that were read.";
    static final String FOLDER = "Folder";
    static final String USED = "In use";
    static final String COUNTING = "Counting…";
    static final String KEPT = "Kept logs";
    static final String KEPT_LINE = "Logs that did not change are not read again. The least used go first.";
    static final String CLEAR = "Clear";
    static final String CLEARING = "Clearing logs that were read before";
    static final String CLEARED = "Logs that were read before are gone; those in use stay.";
    static final String KEY_RINGS = "Key rings";
    static final String RINGS_LINE = "Which keys open what stands between which markers. Several keys under one marker are"
            + " tried in order, as after a rotation; Decrypt and decrypt --keyring NAME take them.";
    static final String NO_RINGS = "No key ring is kept.";
    static final String RING_NAME = "Key ring";
    static final String PREFIX = "Prefix";
    static final String SUFFIX = "Suffix";
    static final String KEY = "Key";
    static final String KEY_PROMPT = "KMS key or alias, or a .pem file";
    static final String ALGORITHM = "Algorithm";
    static final String ADD_KEY = "Add key";
    static final String ADD_FILE = "Add a file";
    static final String ADD_HOW = "A key needs the name of its key ring, which is made where it is not there, and both markers.";
    static final String REMOVE_RING = "Remove key ring";
    static final String REMOVE_MEANS = "The console forgets which keys it names. No key is changed.";
    static final String MASKING = "Masking";
    static final String MASKING_LINE = "Of logged requests the values of these headers, query parameters and cookies are shown,"
            + " in the window, on the command line and in exports. All others are masked. Each change is"
            + " in the ledger.";
    static final String NO_NAMES = "Nothing is shown.";
    static final String NAME = "Name";
    static final String NAME_OF = "Of a";
    static final String SHOW_NAME = "Show its values";
    static final String MASK_NAME = "Mask its values";
    static final String FUNCTIONS = "Edge functions";
    static final String FUNCTIONS_LINE = "The sandbox runs their code here, as Lambda would. What keeps it in:";
    static final String LOOKING = "Looking…";
    static final String ABOUT = "About";
    static final String VERSION = "Version";
    static final String RUNTIME = "Runs on";
    static final String LICENCES = "Built with";

    private Words() {}
}
