package dev.sallyport.core.audit;

import dev.sallyport.core.Home;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.Session;
import dev.sallyport.core.bucket.S3Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
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

    /** Which ledger: machine, user and a number for the home folder. */
    private static String ledger(Home home) {
        String path = home.root().toAbsolutePath().normalize().toString();
        String number = UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 8);
        return (machine() + "/" + System.getProperty("user.name", "") + "/" + number).replaceAll("[^A-Za-z0-9/._-]", "_");
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
