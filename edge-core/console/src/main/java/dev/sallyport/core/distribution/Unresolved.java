package dev.sallyport.core.distribution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * A value that another tool's file leaves open, such as a parameter without a default or what Terraform knows only after
 * apply. Its text says where it would come from, as {@code ${Name}}; a judgement takes it for neither set nor absent.
 */
final class Unresolved extends TextNode {
    private static final long serialVersionUID = 1;

    Unresolved(String text) {
        super(text);
    }

    static boolean is(JsonNode node) {
        return node instanceof Unresolved;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Unresolved && super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode() + 1;
    }
}
