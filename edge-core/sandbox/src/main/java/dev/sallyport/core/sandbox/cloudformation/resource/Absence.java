package dev.sallyport.core.sandbox.cloudformation.resource;

import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** Telling "it is not there" from every other refusal, over all services. */
final class Absence {
    private Absence() {}

    /** Whether the service says that the thing does not exist. */
    static boolean means(AwsServiceException e) {
        String code = e.awsErrorDetails() == null ? "" : String.valueOf(e.awsErrorDetails().errorCode());
        return e.statusCode() == 404
                || code.contains("NotFound")
                || code.startsWith("NoSuch")
                || code.contains("Nonexistent");
    }

    /** Runs a removal; nothing there is fine. */
    static boolean gone(Runnable removal) {
        try {
            removal.run();
        } catch (AwsServiceException e) {
            if (!means(e)) {
                throw e;
            }
        }
        return true;
    }

    /** {@code id} when the look-up finds something, else nothing. */
    static Set<String> found(String id, Supplier<?> lookup) {
        try {
            return lookup.get() == null ? Set.of() : Set.of(id);
        } catch (AwsServiceException e) {
            if (means(e)) {
                return Set.of();
            }
            throw e;
        }
    }
}
