package dev.sallyport.core.sandbox.cloudformation.template;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameter types that CloudFormation supplies: ids of an account's resources, and names of parameters that Systems
 * Manager keeps. AWS looks the ids up; the sandbox has none of those resources, so it lets pass what has the form of one.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html">
 *     Specify existing resources at runtime with CloudFormation-supplied parameter types</a>
 */
final class SuppliedTypes {
    /** A parameter that must be there, by its name. */
    static final String NAME = "AWS::SSM::Parameter::Name";

    private static final String VALUE = "AWS::SSM::Parameter::Value<";
    private static final Set<String> PLAIN = Set.of("String", "List<String>", "CommaDelimitedList");

    /** The form of each kind of id; source: the ids' formats in the EC2 and Route 53 API references. */
    private static final Map<String, Pattern> IDS = Map.of(
            "AWS::EC2::AvailabilityZone::Name", Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9](-[a-z]+-[0-9])?[a-z]"),
            "AWS::EC2::Image::Id", id("ami"),
            "AWS::EC2::Instance::Id", id("i"),
            "AWS::EC2::KeyPair::KeyName", Pattern.compile("\\p{ASCII}{1,255}"),
            "AWS::EC2::SecurityGroup::GroupName", Pattern.compile("[a-zA-Z0-9 ._\\-:/()#,@\\[\\]+=&;{}!$*]{1,255}"),
            "AWS::EC2::SecurityGroup::Id", id("sg"),
            "AWS::EC2::Subnet::Id", id("subnet"),
            "AWS::EC2::VPC::Id", id("vpc"),
            "AWS::EC2::Volume::Id", id("vol"),
            "AWS::Route53::HostedZone::Id", Pattern.compile("(/hostedzone/)?[A-Z0-9]{1,32}"));

    private SuppliedTypes() {}

    private static Pattern id(String prefix) {
        return Pattern.compile(prefix + "-([0-9a-f]{8}|[0-9a-f]{17})");
    }

    /** Whether CloudFormation supplies the type. */
    static boolean knows(String type) {
        String kept = kept(type);
        return type.equals(NAME)
                || (kept == null ? isId(type) : PLAIN.contains(kept) || isId(kept));
    }

    /** There are no lists of key pairs. */
    private static boolean isId(String type) {
        return IDS.containsKey(item(type)) && !type.equals("List<AWS::EC2::KeyPair::KeyName>");
    }

    private static String item(String type) {
        return type.startsWith("List<") && type.endsWith(">") ? type.substring(5, type.length() - 1) : type;
    }

    /** The type of the value that Systems Manager keeps for it; null where the value is the parameter's own. */
    static @Nullable String kept(String type) {
        return type.startsWith(VALUE) && type.endsWith(">") ? type.substring(VALUE.length(), type.length() - 1) : null;
    }

    /** Whether values of the type are lists. */
    static boolean isList(String type) {
        String kept = kept(type);
        return kept == null ? type.startsWith("List<") : kept.startsWith("List<") || kept.equals("CommaDelimitedList");
    }

    /** Whether one item of a value has the form that the type asks for. */
    static boolean fits(String type, String item) {
        Pattern form = IDS.get(item(type));
        return form == null || form.matcher(item).matches();
    }
}
