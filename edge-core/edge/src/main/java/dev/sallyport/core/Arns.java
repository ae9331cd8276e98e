package dev.sallyport.core;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.arns.Arn;

/**
 * ARNs as people, files and AWS give them. What names more than its end has a reader of its own beside its service, such as
 * {@link dev.sallyport.core.webacl.WafArn} and {@link dev.sallyport.core.edgefunction.FunctionArn}.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">IAM User Guide, "Identify AWS
 *     resources with Amazon Resource Names (ARNs)"</a>
 */
public final class Arns {
    private static final String BEGINNING = "arn:";

    private Arns() {}

    /**
     * Reads one. The SDK refuses a text that is none by an empty answer, but a part that is left blank by an exception.
     *
     * @return empty for what is no ARN (AWS General Reference, "Amazon Resource Names")
     */
    public static Optional<Arn> of(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Arn.tryFromString(text);
        } catch (IllegalArgumentException blankPart) {
            return Optional.empty();
        }
    }

    /** Whether a text is meant as an ARN and not as a plain name, be it a right one or not. */
    public static boolean isMeant(String text) {
        return text.startsWith(BEGINNING);
    }

    /**
     * Whether a text is an ARN of a service.
     *
     * @param service its namespace, such as {@code lambda}
     */
    public static boolean isOf(@Nullable String text, String service) {
        return of(text).filter(arn -> arn.service().equals(service)).isPresent();
    }

    /**
     * Whether a text is an ARN of one type of resource.
     *
     * @param service its namespace, such as {@code iam}
     * @param type what its resource begins with up to the first slash or colon, such as {@code user}
     */
    public static boolean isOf(@Nullable String text, String service, String type) {
        return of(text)
                .filter(arn -> arn.service().equals(service))
                .map(Arn::resourceAsString)
                .filter(resource -> resource.startsWith(type + "/") || resource.startsWith(type + ":"))
                .isPresent();
    }

    /**
     * The name or id at the end of an ARN: what follows the last slash of its resource, else the last colon. So of
     * {@code …:role/path/NAME}, {@code …:distribution/ID}, {@code …:assumed-role/ROLE/SESSION} and {@code …:secret:NAME}; not of
     * a resource that has slashes in its name, as a log group has.
     *
     * @return the text itself where it is none
     */
    public static String name(String text) {
        return of(text)
                .map(arn -> {
                    String resource = arn.resourceAsString();
                    return resource.substring(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1);
                })
                .orElse(text);
    }

    /**
     * Account and resource, {@code ACCOUNT:RESOURCE}, where the rest goes without saying.
     *
     * @return the text itself where it is none
     */
    public static String owned(String text) {
        return of(text)
                .map(arn -> arn.accountId().orElse("") + ":" + arn.resourceAsString())
                .orElse(text);
    }

    /**
     * What its resource says, from part to part between slashes, such as {@code [distribution, ID]}.
     *
     * @return empty where the text is no ARN
     */
    public static List<String> path(@Nullable String text) {
        return of(text).map(arn -> List.of(arn.resourceAsString().split("/", -1))).orElse(List.of());
    }

    /**
     * The parts of an ARN, or of a pattern for some as policies have them, in which any may hold {@code *} and {@code ?}:
     * {@code arn}, partition, service, Region, account, resource; fewer where the text has not so many.
     */
    public static List<String> parts(String pattern) {
        return List.of(pattern.split(":", 6));
    }
}
