package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.core.Home;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.match.BoundedRegex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.PatternSyntaxException;

/**
 * What an organisation asks of a reason: {@code reveal-policy.json} in the home folder, {@code {"reasonPattern","reasonHint"}}.
 * Without the file any words will do. One that cannot be read lets nobody reveal anything.
 */
public final class RevealPolicy {
    /** Any words will do. */
    public static final RevealPolicy NONE = new RevealPolicy(BoundedRegex.of("(?s).*\\S.*"), "");

    private final BoundedRegex pattern;
    private final String hint;

    private RevealPolicy(BoundedRegex pattern, String hint) {
        this.pattern = pattern;
        this.hint = hint;
    }

    /**
     * The policy of {@code home}.
     *
     * @throws SallyportException {@code SP-REVEAL-POLICY} where the file is there and is none
     */
    public static RevealPolicy of(Home home) {
        Path file = home.root().resolve("reveal-policy.json");
        // One that cannot be looked at is not missing.
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return NONE;
        }
        try {
            JsonNode policy = Json.MAPPER.readTree(Files.readAllBytes(file));
            if (!policy.path("reasonPattern").isTextual()) {
                throw bad(file, "names no reasonPattern");
            }
            return new RevealPolicy(
                    BoundedRegex.of(policy.path("reasonPattern").asText()), policy.path("reasonHint").asText(""));
        } catch (PatternSyntaxException e) {
            throw bad(file, "has a reasonPattern that is no regular expression").causedBy(e);
        } catch (IOException e) {
            throw bad(file, "cannot be read").causedBy(e);
        }
    }

    /** What a reason looks like, as the organisation says it; empty where it does not. */
    public String hint() {
        return hint;
    }

    /** Whether a reason will do; one over which the pattern would not come to an end does not. */
    public boolean accepts(String reason) {
        return !reason.isBlank() && pattern.matches(reason.strip()) == BoundedRegex.Answer.YES;
    }

    /**
     * Goes on only with a reason that will do.
     *
     * @throws SallyportException {@code SP-REASON}
     */
    void require(String reason) {
        if (reason.isBlank()) {
            throw SallyportException.badInput(
                    "SP-REASON", "Decrypting needs a reason.", "Say why you read this, for the ledger.");
        }
        if (!accepts(reason)) {
            throw SallyportException.badInput(
                    "SP-REASON",
                    "The reason has not the form that your organisation asks for.",
                    hint.isEmpty() ? "It is " + pattern + "." : "It is: " + hint + ".");
        }
    }

    private static SallyportException bad(Path file, String what) {
        return SallyportException.badInput(
                "SP-REVEAL-POLICY",
                "The policy for reveals in " + file + " " + what + ".",
                "Write {\"reasonPattern\":\"…\",\"reasonHint\":\"…\"}, or ask who put it there.");
    }
}
