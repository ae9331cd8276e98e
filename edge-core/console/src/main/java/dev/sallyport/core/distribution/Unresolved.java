package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/**
 * A value that another tool's file leaves open, such as a parameter without a default or what Terraform knows only after
 * apply. Its text says where it would come from, as {@code ${Name}}; a judgement takes it for neither set nor absent.
 */
final class Unresolved extends TextNode {
    private static final long serialVersionUID = 1;

    /** A logical id, which parameters and resources have alike (CloudFormation User Guide, "Parameters"). */
    private static final Pattern NAMED = Pattern.compile("\\$\\{[A-Za-z0-9]+}");

    Unresolved(String text) {
        super(text);
    }

    static boolean is(JsonNode node) {
        return node instanceof Unresolved;
    }

    /** Whether a value is known, or stands for the parameter or resource that its text names: the same everywhere. */
    static boolean isOneThing(JsonNode node) {
        return !is(node) || NAMED.matcher(node.asText()).matches();
    }

    /** Two that only say why they are not known, such as {@code ${Fn::ImportValue}}, need not come to the same. */
    @Override
    public boolean equals(Object other) {
        return other == this || (other instanceof Unresolved open && isOneThing(open) && super.equals(open));
    }

    @Override
    public int hashCode() {
        return super.hashCode() + 1;
    }
}
