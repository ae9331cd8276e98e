package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Lets no call pass before it is known whose account would answer, so that none is made in another one than before. Where
 * that cannot be asked readings pass, since their answers harm nothing, and writes do not.
 */
final class AccountCheck implements ExecutionInterceptor {
    /** What is wrong with the account itself, or with who asks; anything else only means that it could not be asked. */
    private static final Set<String> REFUSALS =
            Set.of("SP-ACCOUNT-CHANGED", "SP-ACCOUNTS", "SP-CREDENTIALS", "SP-EXPIRED", "SP-MFA", "SP-INTERRUPTED");

    /** Where it could not be asked, each reading would else wait for one more call that fails. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final Supplier<String> signer;
    private final Predicate<String> known;
    private final Runnable identity;
    private volatile Unasked unasked = new Unasked("", Instant.EPOCH);

    /** Since when nobody could say whose account a key is of. */
    private record Unasked(String key, Instant since) {}

    /**
     * Asks nothing yet.
     *
     * @param signer the access key id that the call will be signed with; throws where there are no credentials
     * @param known whether the account of that key was asked
     * @param identity asks, and throws as {@link Session#identity}
     */
    AccountCheck(Supplier<String> signer, Predicate<String> known, Runnable identity) {
        this.signer = signer;
        this.known = known;
        this.identity = identity;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        if (operation == null || operation.equals("GetCallerIdentity")) {
            return;
        }
        String key = signer.get();
        if (known.test(key)) {
            return;
        }
        boolean reads =
                ReadOnlyGuard.reads(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME), operation);
        Unasked last = unasked;
        if (reads && last.key().equals(key) && last.since().plus(AGAIN).isAfter(Instant.now())) {
            return;
        }
        try {
            identity.run();
        } catch (SallyportException e) {
            if (!reads || REFUSALS.contains(e.code())) {
                throw e;
            }
            unasked = new Unasked(key, Instant.now());
        }
    }
}
