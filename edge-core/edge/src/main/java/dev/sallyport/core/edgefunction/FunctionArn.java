package dev.sallyport.core.edgefunction;

import dev.sallyport.core.Arns;
import java.util.Optional;
import software.amazon.awssdk.arns.Arn;

/**
 * What an ARN of a Lambda function names: {@code arn:aws:lambda:REGION:ACCOUNT:function:NAME}, with a version or an alias
 * behind it or without.
 *
 * @param arn taken apart
 * @param name of the function
 * @param qualifier version, alias or {@code $LATEST}; empty where it names none
 * @see <a href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html">Service
 *     Authorization Reference, "AWS Lambda"</a>
 */
public record FunctionArn(Arn arn, String name, Optional<String> qualifier) {
    /** The parts; empty for other text. */
    public static Optional<FunctionArn> of(String text) {
        return Arns.of(text)
                .filter(arn -> arn.service().equals("lambda"))
                .filter(arn -> arn.resource().resourceType().filter("function"::equals).isPresent())
                .map(arn -> new FunctionArn(arn, arn.resource().resource(), arn.resource().qualifier()));
    }

    /** Whether it names a published version by its number, and no alias. */
    public boolean isNumbered() {
        return qualifier.filter(one -> one.chars().allMatch(each -> each >= '0' && each <= '9')).isPresent();
    }

    /** {@code NAME}, or {@code NAME:QUALIFIER}. */
    public String qualifiedName() {
        return qualifier.map(one -> name + ":" + one).orElse(name);
    }
}
