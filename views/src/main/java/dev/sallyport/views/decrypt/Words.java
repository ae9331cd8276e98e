package dev.sallyport.views.decrypt;

/** What the page of decryption says. */
final class Words {
    static final String TITLE = "Decrypt";
    static final String SOURCE = "A file, s3://BUCKET/KEY, dynamodb://TABLE or logs://GROUP";
    static final String SOURCE_NAME = "Source";
    static final String KEY_NAME = "Key";
    static final String REASON_NAME = "Reason, written to the ledger before anything is revealed";
    static final String KEY = "KMS key or alias, .pem or key ring .json";
    static final String PREFIX = "Prefix";
    static final String SUFFIX = "Suffix";
    static final String REASON = "Why do you need to read this?";
    static final String READ = "Find encrypted fields";
    static final String FIND_AGAIN = "Find again";
    static final String FILE = "Open a file";
    static final String NONE = "No document is open";
    static final String NONE_WHY =
            "Name a source and the marker around its ciphertexts. Nothing is decrypted until you give a reason and choose a"
                    + " field.";
    static final String NOTHING_FOUND = "No encrypted field";
    static final String NOTHING_FOUND_WHY = "The document holds nothing between this prefix and suffix.";
    static final String FIELDS = "Encrypted fields";
    static final String REVEAL = "Reveal selected";
    static final String LOCK = "Lock";
    static final String COPY = "Copy the selected value";
    static final String MASK = "••••••••";
    static final String RECORDED = "Each reveal is written to the ledger first.";
    static final String NEED_REASON = "Give a reason first.";
    static final String CUT = "The document is longer than what is shown here; every field is in the list.";

    private Words() {}
}
