package dev.sallyport.core.distribution;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import software.amazon.awssdk.core.exception.SdkException;

/** Why a part was not read, as the end of a sentence; what was throttled or broke off is not called a missing permission. */
final class Refusal {
    private Refusal() {}

    /**
     * In words.
     *
     * @param needs the permissions of the call, such as {@code s3:GetBucketPolicy}
     */
    static String said(SdkException e, String needs) {
        SallyportException why = AwsErrors.translate(e);
        if (why.code().equals("SP-INTERRUPTED")) {
            throw e;
        }
        return why.code().equals("SP-DENIED")
                ? "not permitted: needs " + needs
                : why.message().replaceFirst("\\.$", "");
    }
}
