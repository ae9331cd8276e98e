package dev.sallyport.core;

import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/** ARNs as people and files give them. */
public final class Arns {
    private Arns() {}

    /**
     * Reads one. The SDK refuses a text that is none by an empty answer, but a part that is left blank by an exception.
     *
     * @return empty for what is no ARN (AWS General Reference, "Amazon Resource Names")
     */
    public static Optional<Arn> of(String text) {
        try {
            return Arn.tryFromString(text);
        } catch (IllegalArgumentException blankPart) {
            return Optional.empty();
        }
    }
}
