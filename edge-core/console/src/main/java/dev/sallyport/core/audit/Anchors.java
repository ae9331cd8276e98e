package dev.sallyport.core.audit;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.bucket.S3Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;

/** The places of an account that may keep where a ledger ended. */
public final class Anchors {
    private static final String LOGS = "logs:";

    private Anchors() {}

    /**
     * The place that a text names.
     *
     * @param text {@code logs:GROUP}, a log group that stands, or {@code s3://BUCKET/PREFIX}, a bucket of the account
     * @param home whose ledger it is; ledgers of several machines and users may share a place
     * @throws SallyportException {@code SP-USAGE} when it names none
     */
    public static Anchor of(String text, Session session, Home home) {
        if (text.startsWith(LOGS) && text.length() > LOGS.length()) {
            String group = text.substring(LOGS.length());
            return new LogGroupAnchor(
                    session.clients().logs(session.clients().region()), group, ledger(home), Clock.systemUTC());
        }
        if (S3Place.names(text)) {
            S3Place place = S3Place.of(text);
            String prefix = place.prefix().replaceFirst("(?<=[^/])$", "/") + ledger(home) + "/";
            return new BucketAnchor(
                    session.clients().s3(session.clients().region()),
                    place.bucket(),
                    prefix,
                    session.identity().account());
        }
        throw SallyportException.badInput(
                "SP-USAGE",
                "\"" + text + "\" names no place that keeps the head of a ledger.",
                "Write logs:GROUP or s3://BUCKET/PREFIX.");
    }

    /**
     * Which ledger: the user's name, and a number that its folder has of its own. Whoever takes the number away finds no
     * head kept, which a check against the place does not pass.
     */
    private static String ledger(Home home) {
        Path file = home.folder("ledger").resolve("id");
        try {
            if (Files.notExists(file)) {
                Home.writePrivate(file, UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
            }
            String name = System.getProperty("user.name", "") + "/" + Files.readString(file).strip();
            return name.replaceAll("[^A-Za-z0-9/._-]", "_");
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-LEDGER", "The number of the ledger in " + file + " cannot be read.", "Make it readable.")
                    .causedBy(e);
        }
    }
}
