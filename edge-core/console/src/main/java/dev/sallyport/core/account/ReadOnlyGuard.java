package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Refuses every operation that is not known to read, before it is signed or sent.
 *
 * <p>{@link Operations} names what the code calls; of it passes what neither changes something nor runs code. So an
 * operation that the code did not call when that list was made is refused, whatever it does.
 */
public final class ReadOnlyGuard implements ExecutionInterceptor {
    private final BooleanSupplier active;

    /** Refuses while {@code active} holds. */
    ReadOnlyGuard(BooleanSupplier active) {
        this.active = active;
    }

    /**
     * Whether an operation changes nothing.
     *
     * @param service the SDK's id of it, such as {@code CloudWatch Logs}
     */
    public static boolean reads(@Nullable String service, String operation) {
        return service != null
                && Operations.role(service, operation)
                        .filter(role -> role != Operations.Role.DEPLOYER)
                        .isPresent();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
        if (operation != null && active.getAsBoolean() && !reads(service, operation)) {
            throw refusal(service + " " + operation);
        }
    }

    static SallyportException refusal(String what) {
        return SallyportException.refused(
                "SP-READ-ONLY",
                "This session is read-only, so " + what + " was refused before any write was called.",
                "Start without --read-only, or switch the account to operator, to write.");
    }
}
