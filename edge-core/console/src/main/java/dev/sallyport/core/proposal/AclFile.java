package dev.sallyport.core.proposal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sallyport.core.GivenFile;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.firewall.SavedAcls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A file with the changed web ACL, as {@code get-web-acl} printed it before someone changed it. */
final class AclFile {
    private AclFile() {}

    /**
     * The web ACL as the file wants it, complete.
     *
     * @param live the web ACL as it is
     * @param notes gets what the reader should know
     * @throws SallyportException {@code SP-ACL-OTHER}, {@code SP-ACL-UNKNOWN}, {@code SP-ACL-FIXED}, {@code
     *     SP-ACL-PART}, or as {@link SavedAcls#acl}
     */
    static ObjectNode read(Path file, LiveAcls.Read live, List<String> notes) {
        ObjectNode wanted = AclJson.of(SavedAcls.acl(file));
        JsonNode whole = parsed(file);
        JsonNode said = whole.has("WebACL") ? whole.path("WebACL") : whole;
        requireKnown(file, said);
        requireSame(file, wanted, live.acl());
        String token = whole.path("LockToken").asText(live.lockToken());
        if (!token.equals(live.lockToken())) {
            notes.add("The web ACL was changed after " + file + " was saved; look whether the differences take that back.");
        }
        return wanted;
    }

    static JsonNode parsed(Path file) {
        try {
            JsonNode json = Json.MAPPER.readTree(GivenFile.read(file, GivenFile.DOCUMENT));
            if (json.isObject() && !json.isEmpty()) {
                return json;
            }
        } catch (IOException e) {
            throw SallyportException.badInput(
                            "SP-ACL-UNREADABLE", file + " cannot be read as JSON.", "Name a readable JSON file.")
                    .causedBy(e);
        }
        throw SallyportException.badInput("SP-ACL-JSON", file + " holds no JSON object.", "Name another file.");
    }

    static void requireKnown(Path file, JsonNode said) {
        List<String> unknown;
        try {
            unknown = AclJson.unknown(said);
        } catch (IllegalArgumentException | ClassCastException e) {
            throw SallyportException.badInput(
                            "SP-ACL-UNKNOWN", file + " holds a value that does not fit: " + e.getMessage() + ".", "Mend it.")
                    .causedBy(e);
        }
        if (!unknown.isEmpty()) {
            throw SallyportException.badInput(
                    "SP-ACL-UNKNOWN",
                    file + " says what this program does not know as part of a web ACL, or not in that form: "
                            + String.join(", ", unknown) + ".",
                    "Mend the names and values; use a later version of Sallyport for what AWS added since.");
        }
    }

    private static void requireSame(Path file, ObjectNode wanted, ObjectNode live) {
        for (String member : List.of("ARN", "Id", "Name")) {
            if (wanted.has(member) && !wanted.get(member).equals(live.get(member))) {
                throw SallyportException.badInput(
                        "SP-ACL-OTHER",
                        file + " is another web ACL: its " + member + " is " + wanted.path(member).asText() + ", not "
                                + live.path(member).asText() + ".",
                        "Name the file of this web ACL, or the web ACL of this file with --acl.");
            }
            wanted.set(member, live.path(member));
        }
        for (String required : List.of("DefaultAction", "Rules", "VisibilityConfig")) {
            if (!wanted.has(required)) {
                throw SallyportException.badInput(
                        "SP-ACL-PART",
                        file + " has no " + required + ", and what a file leaves out an update takes away.",
                        "Save the whole with aws wafv2 get-web-acl, and change that.");
            }
        }
        for (String member : AclJson.fixed()) {
            boolean computed = member.equals(AclJson.CAPACITY);
            List<Difference> differences = !wanted.has(member) || computed
                    ? List.of()
                    : Difference.between(of(live, member), of(wanted, member));
            OthersRules.requireUntouched(differences);
            if (!differences.isEmpty()) {
                throw SallyportException.badInput(
                        "SP-ACL-FIXED",
                        "No update changes " + differences.getFirst().sentence() + ".",
                        "Leave " + member + " as get-web-acl printed it.");
            }
            wanted.remove(member);
            if (live.has(member)) {
                wanted.set(member, live.get(member));
            }
        }
    }

    private static ObjectNode of(ObjectNode acl, String member) {
        ObjectNode alone = Json.MAPPER.createObjectNode();
        if (acl.has(member)) {
            alone.set(member, acl.get(member));
        }
        return alone;
    }
}
