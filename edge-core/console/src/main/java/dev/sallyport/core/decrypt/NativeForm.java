package dev.sallyport.core.decrypt;

import java.util.regex.Pattern;

/**
 * Values that CloudFront's own field-level encryption sealed: messages of the AWS Encryption SDK in base64, without markers.
 * Version 1 and type 128 begin them as {@code AYAB} (AWS page "AWS Encryption SDK message format reference").
 */
public final class NativeForm {
    /** Longer than a header can be short; percent-encoded as in a form, too. */
    private static final Pattern MESSAGE = Pattern.compile("(?<![A-Za-z0-9+/])AYAB[A-Za-z0-9+/%]{100}");

    private NativeForm() {}

    /** How many there are. */
    public static long count(Document document) {
        return MESSAGE.matcher(document.text()).results().count();
    }
}
