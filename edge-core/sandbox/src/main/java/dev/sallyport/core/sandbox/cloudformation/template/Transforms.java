package dev.sallyport.core.sandbox.cloudformation.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a template asks to be made of it before it is read: the two transforms that people's templates have. */
final class Transforms {
    private static final Set<String> KNOWN = Set.of(LanguageExtensions.NAME, Serverless.NAME);

    private Transforms() {}

    /** The names of the transforms in their order. */
    static List<String> of(ObjectNode root) {
        return names(root.path("Transform"));
    }

    /** Given as a text, as an object with a Name, or as a list of both. */
    private static List<String> names(JsonNode transform) {
        List<String> all = new ArrayList<>();
        if (transform.isArray()) {
            transform.forEach(one -> all.addAll(names(one)));
        } else if (!transform.isMissingNode()) {
            all.add(transform.isObject() ? transform.path("Name").asText() : transform.asText());
        }
        return all;
    }

    /**
     * The template with its transforms carried out, loops before anything that they may hold.
     *
     * @throws TemplateException naming those that the sandbox has not
     */
    static ObjectNode carriedOut(ObjectNode root) {
        List<String> asked = of(root);
        List<String> unknown = asked.stream().filter(name -> !KNOWN.contains(name)).toList();
        if (!unknown.isEmpty()) {
            throw new TemplateException("The sandbox carries out the transforms " + LanguageExtensions.NAME + " and "
                    + Serverless.NAME + " only; the template asks for " + String.join(", ", unknown) + ".");
        }
        ObjectNode made = root;
        if (asked.contains(LanguageExtensions.NAME)) {
            made = LanguageExtensions.unrolled(made);
        } else {
            LanguageExtensions.refuse(made, "");
        }
        return asked.contains(Serverless.NAME) ? Serverless.expanded(made) : made;
    }
}
