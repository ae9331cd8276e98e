package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import java.nio.file.Path;

/** A Statement of AWS WAF in a file of its own. */
public final class SavedStatement {
    private SavedStatement() {}

    /**
     * Reads it.
     *
     * @throws SallyportException bad input: unreadable, no JSON object, or not a Statement that this program knows whole
     */
    public static JsonNode read(Path file) {
        JsonNode statement = AclFile.parsed(file);
        ObjectNode acl = Json.MAPPER.createObjectNode();
        acl.putArray("Rules").addObject().put("Name", "scope-down").set("Statement", statement);
        AclFile.requireKnown(file, acl);
        return statement;
    }
}
