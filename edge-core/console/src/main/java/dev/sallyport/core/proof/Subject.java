package dev.sallyport.core.proof;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.SallyportException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the proofs are about: a stack as it stands, or as a staging copy would have it.
 *
 * @param stack its name
 * @param parameters of its template, by name
 * @param outputs by name
 */
public record Subject(String stack, Map<String, String> parameters, Map<String, String> outputs) {
    private static final Pattern ELSEWHERE =
            Pattern.compile("https://[a-z0-9]+\\.(?:execute-api|lambda-url)\\.(?<region>[a-z0-9-]+)\\.");

    /**
     * An output that a proof cannot do without.
     *
     * @throws SallyportException {@code SP-NO-OUTPUT} where the stack has none of that name, which ends the proof that
     *     asked: what cannot be looked at does not hold
     */
    String output(String name) {
        String value = outputs.get(name);
        if (value == null) {
            throw SallyportException.refused(
                    "SP-NO-OUTPUT",
                    "The stack " + stack + " has no output " + name + ".",
                    "Apply its blueprint again, so that the stack has what its template says.");
        }
        return value;
    }

    /** The Region of the origin: of what stands behind the stack, else the stack's own. */
    String originRegion() {
        Matcher host = ELSEWHERE.matcher(parameter("ApiEndpoint") + parameter("FunctionUrls") + parameter("Origin"));
        return host.find() ? host.group("region") : EdgeRegion.NAME;
    }

    /** The value of a parameter; empty where there is none. */
    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
