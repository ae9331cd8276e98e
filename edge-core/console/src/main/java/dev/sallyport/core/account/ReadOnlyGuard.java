package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Refuses every operation that is not known to read, before it is signed or sent.
 *
 * <p>The list names what may pass, so an operation that AWS adds later is refused until it is known.
 */
public final class ReadOnlyGuard implements ExecutionInterceptor {
    private static final Pattern READS = Pattern.compile(
            "(Get|List|Describe|Head|BatchGet|Filter|Lookup|Search|Select|Simulate|Estimate|Validate|Check|Test)[A-Z].*");

    /** Read operations whose names do not say so; Decrypt reveals, and changes nothing. */
    private static final Set<String> ALSO_READS =
            Set.of("Query", "Scan", "StartQuery", "StopQuery", "StartLiveTail", "Decrypt", "Verify", "AssumeRole");

    /** Whether an operation of that name changes nothing. */
    public static boolean reads(String operation) {
        return ALSO_READS.contains(operation) || READS.matcher(operation).matches();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        if (operation != null && !reads(operation)) {
            String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
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
