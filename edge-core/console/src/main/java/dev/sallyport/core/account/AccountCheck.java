package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Lets no call pass before it is known whose account would answer, so that none is made in another one than before. Where
 * that cannot be asked readings pass, since their answers harm nothing, and writes do not.
 */
final class AccountCheck implements ExecutionInterceptor {
    /** What is wrong with the account itself. */
    private static final Set<String> SURPRISES = Set.of("SP-ACCOUNT-CHANGED", "SP-ACCOUNTS");

    /** Where it could not be asked, each reading would else wait for one more call that fails. */
    private static final Duration AGAIN = Duration.ofSeconds(30);

    private final BooleanSupplier known;
    private final Runnable identity;
    private volatile Instant unasked = Instant.EPOCH;

    /**
     * Asks nothing yet.
     *
     * @param known whether the account was asked since its credentials are these
     * @param identity asks, and throws as {@link Session#identity}
     */
    AccountCheck(BooleanSupplier known, Runnable identity) {
        this.known = known;
        this.identity = identity;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        if (operation == null || operation.equals("GetCallerIdentity") || known.getAsBoolean()) {
            return;
        }
        boolean reads =
                ReadOnlyGuard.reads(attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME), operation);
        if (reads && unasked.plus(AGAIN).isAfter(Instant.now())) {
            return;
        }
        try {
            identity.run();
        } catch (SallyportException e) {
            if (!reads || SURPRISES.contains(e.code())) {
                throw e;
            }
            unasked = Instant.now();
        }
    }
}
