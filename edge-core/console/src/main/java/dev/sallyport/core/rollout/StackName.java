package dev.sallyport.core.rollout;

import dev.sallyport.core.SallyportException;
import java.util.regex.Pattern;

/**
 * Which names a stack can have.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html">CreateStack,
 *     StackName</a>
 */
public final class StackName {
    /** The rule in one sentence. */
    public static final String RULE =
            "A stack's name has letters, digits and hyphens, at most 128, and starts with a letter.";

    private static final Pattern NAME = Pattern.compile("[a-zA-Z][-a-zA-Z0-9]{0,127}");

    private static final int DELIVERY_SOURCE = 60;

    private StackName() {}

    /** Whether a stack can have that name. */
    public static boolean fits(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Goes on where all that is named after the stack has room for its name.
     *
     * @param template that it is made from
     * @throws SallyportException {@code SP-STACK-NAME}; CloudFormation would find out after minutes, in the middle
     * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliverySource.html">
     *     PutDeliverySource, name</a>
     */
    static void requireRoom(String name, String template) {
        int most = DELIVERY_SOURCE - "-access".length();
        if (name.length() > most && template.contains("AWS::Logs::DeliverySource")) {
            throw SallyportException.badInput(
                    "SP-STACK-NAME",
                    "The source of the access log is named after the stack and has room for " + most + " characters of its name, not "
                            + name.length() + ".",
                    "Choose a shorter name.");
        }
    }

    /** @throws SallyportException {@code SP-STACK-NAME} for a name that no stack can have */
    static void require(String name) {
        if (!fits(name)) {
            throw SallyportException.badInput("SP-STACK-NAME", RULE, "Choose another name than " + name + ".");
        }
    }
}
