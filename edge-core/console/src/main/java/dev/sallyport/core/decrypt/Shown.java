package dev.sallyport.core.decrypt;

/** A piece of a record as a person reads it; see {@link RecordText}. */
public sealed interface Shown {
    /**
     * Text of the document.
     *
     * @param text as it stands there, JSON indented
     */
    record Text(String text) implements Shown {}

    /**
     * What is not in the document but said of it.
     *
     * @param words such as that what follows is a string
     */
    record Note(String words) implements Shown {}

    /**
     * The place of a ciphertext.
     *
     * @param found the ciphertext
     */
    record Sealed(Found found) implements Shown {}
}
