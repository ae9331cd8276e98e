package dev.sallyport.views.decrypt;

/** What the page of decryption says. */
final class Words {
    static final String TITLE = "Decrypt";
    static final String SOURCE = "A file, s3://BUCKET/KEY, dynamodb://TABLE or logs://GROUP";
    static final String SOURCE_NAME = "Source";
    static final String KEY_NAME = "Key";
    static final String REASON_NAME = "Reason for this reveal, written to the ledger first";
    static final String KEY = "KMS key or alias, .pem or key ring .json";
    static final String PREFIX = "Prefix";
    static final String SUFFIX = "Suffix";
    static final String REASON = "Why do you need to read this?";
    static final String READ = "Find encrypted fields";
    static final String FIND_AGAIN = "Find again";
    static final String FILE = "Open a file";
    static final String PASTE = "Paste a document";
    static final String PASTED = "Pasted text";
    static final String CHOOSE = "Choose a source";
    static final String CHOOSING = "Nothing is open. Choose a source, or name one above with its key and markers.";
    static final String OFFERS = "Sources";
    static final String NO_OFFERS = "No stack seals fields here, no key ring is kept, and nothing was looked into before.";
    static final String LOOKING = "Looking for stacks that seal fields";
    static final String NOTHING_FOUND = "No encrypted field";
    static final String NOTHING_FOUND_WHY = "The document holds nothing between this prefix and suffix.";
    static final String FIELDS = "Encrypted fields";
    static final String CHOSEN = "The selected field";
    static final String RECORDS = "Records";
    static final String REVEAL = "Reveal field";
    static final String REVEAL_RECORD = "Reveal record";
    static final String REVEAL_ALL = "Reveal all";
    static final String LOCK = "Lock";
    static final String COPY = "Copy the selected value";
    static final String WHICH_KEY = "Which key";
    static final String WHICH_KEY_LINE = "By the markers; nothing was opened. Where one marker has several keys, decrypt --which-key"
            + " with a reason opens each field to tell them apart.";
    static final String ALL_PANES = "Records and fields";
    static final String MASKED = "Masked";
    static final String OPEN = "Open";
    static final String MASK = "••••••••";
    static final String SEARCH = "Find in this record";
    static final String NEED_REASON = "Give a reason first: it belongs to one reveal.";
    static final String NEED_FIELD = "Choose a field first.";
    static final String NEED_REASON_AND_FIELD = "Choose a field and give a reason first.";
    static final String CUT = "The record is longer than what is shown here; every field is in the list.";

    static final String UNREAD = "The document could not be read.";

    private Words() {}
}
