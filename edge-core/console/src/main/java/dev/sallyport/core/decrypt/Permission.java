package dev.sallyport.core.decrypt;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.InvalidKeyUsageException;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.KmsInvalidStateException;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/**
 * Whether the caller may decrypt with a key: yes, no, or it could not be asked.
 *
 * @param answer of the three
 * @param cause what stands in the way, in a few words, such as {@code key policy} or {@code disabled}; empty when it may
 * @param reason why not, in sentences; empty when it may
 */
public record Permission(Answer answer, String cause, String reason) {
    /** The caller may, or has the key itself. */
    public static final Permission GRANTED = new Permission(Answer.YES, "", "");

    /** Who denies, as IAM User Guide, "Troubleshoot access denied error messages", has it. */
    private static final Pattern DENIED =
            Pattern.compile("with an explicit deny in (?:an? |the )?([a-zA-Z -]+?(?:policy|boundary))\\b");

    /** What does not allow, from the same page. */
    private static final Pattern NOT_ALLOWED = Pattern.compile("because no ([a-zA-Z -]+?(?:policy|boundary)) allows");

    private static final String OR_CONDITION = " allows it, or a condition there does not hold. ";

    /** What was answered. */
    public enum Answer {
        /** KMS would decrypt. */
        YES,
        /** It would not. */
        NO,
        /** It did not say. */
        UNKNOWN
    }

    /** Whether KMS said that it would decrypt. */
    public boolean granted() {
        return answer == Answer.YES;
    }

    static Permission refused(KmsException e) {
        SallyportException said = AwsErrors.translate(e);
        return switch (e) {
            case DisabledException _ -> no("disabled", "The key is disabled; kms:EnableKey makes it usable again. ", said);
            case KmsInvalidStateException _ -> said.message().contains("pending deletion")
                    ? no("pending deletion", "The key waits for its deletion; kms:CancelKeyDeletion keeps it. ", said)
                    : no("key state", "The state of the key does not allow it. ", said);
            case NotFoundException _ -> no("no such key", "There is no such key in this account and Region. ", said);
            case InvalidKeyUsageException _ -> no("key usage", "The key is not for decrypting this. ", said);
            default -> unanswered(said);
        };
    }

    static Permission unanswered(SallyportException said) {
        if (said.kind() != SallyportException.Kind.REFUSED) {
            return new Permission(Answer.UNKNOWN, "no answer", said.message());
        }
        Matcher denied = DENIED.matcher(said.message());
        if (denied.find()) {
            String by = policy(denied.group(1));
            return no(by, "Denied on purpose by the " + by + ". ", said);
        }
        Matcher missing = NOT_ALLOWED.matcher(said.message());
        if (missing.find()) {
            String by = policy(missing.group(1));
            return no(by, (by.equals("key policy") ? "Neither the key policy nor a grant" : "No " + by) + OR_CONDITION, said);
        }
        return no("denied", "", said);
    }

    /** AWS's kinds of policies as people call them with a key. */
    private static String policy(String kind) {
        return switch (kind) {
            case "identity-based policy" -> "IAM policy";
            case "resource-based policy" -> "key policy";
            default -> kind;
        };
    }

    private static Permission no(String cause, String sentence, SallyportException said) {
        return new Permission(Answer.NO, cause, sentence + said.message());
    }
}
