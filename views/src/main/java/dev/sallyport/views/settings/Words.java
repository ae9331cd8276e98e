package dev.sallyport.views.settings;

/** What the settings page says. */
final class Words {
    static final String TITLE = "Settings";
    static final String ANSWER = "How the console looks and where it keeps what it knows.";
    static final String APPEARANCE = "Appearance";
    static final String THEME = "Theme";
    static final String SIZE = "Text size";
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
    static final String FUNCTIONS = "Edge functions";
    static final String FUNCTIONS_LINE = "The sandbox runs their code here, as Lambda would. What keeps it in:";
    static final String LOOKING = "Looking…";
    static final String ABOUT = "About";
    static final String VERSION = "Version";
    static final String RUNTIME = "Runs on";
    static final String LICENCES = "Built with";

    private Words() {}
}
