package dev.sallyport.core.account;

import dev.sallyport.core.SallyportException;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * Refuses every operation that is not known to read, before it is signed or sent.
 *
 * <p>The list names what may pass, so an operation that AWS adds later is refused until it is known. One
 * thing is told only by writing it down for a moment, and passes where the request says that it is for that: what
 * CloudFormation would change of a stack that stands.
 */
public final class ReadOnlyGuard implements ExecutionInterceptor {
    private static final Pattern READS = Pattern.compile(
            "(Get|List|Describe|Head|BatchGet|Filter|Lookup|Search|Select|Simulate|Estimate|Validate|Check)[A-Z].*");

    /**
     * Read operations whose names do not say so; Decrypt reveals, and changes nothing. Operations that test something are
     * not among them: most run somebody's code (TestInvokeMethod, TestInvokeAuthorizer, TestFunction).
     */
    private static final Set<String> ALSO_READS = Set.of(
            "Query",
            "Scan",
            "StartQuery",
            "StopQuery",
            "StartLiveTail",
            "Decrypt",
            "Verify",
            "AssumeRole",
            "TestMetricFilter",
            "TestDNSAnswer");

    private static final ExecutionAttribute<Boolean> FOR_A_PLAN = new ExecutionAttribute<>("SallyportForAPlan");

    /** Change no resource, and leave nothing once both were called. */
    private static final Set<String> PLANS = Set.of("CreateChangeSet", "DeleteChangeSet");

    /** Marks a request for a change set that is read and removed, never executed. */
    public static void forAPlan(AwsRequestOverrideConfiguration.Builder request) {
        request.putExecutionAttribute(FOR_A_PLAN, true);
    }

    /** Whether an operation of that name changes nothing. */
    public static boolean reads(String operation) {
        return ALSO_READS.contains(operation) || READS.matcher(operation).matches();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        boolean plans = Boolean.TRUE.equals(attributes.getAttribute(FOR_A_PLAN)) && PLANS.contains(operation);
        if (operation != null && !reads(operation) && !plans) {
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
