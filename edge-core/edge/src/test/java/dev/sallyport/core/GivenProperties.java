package dev.sallyport.core;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** System properties of a test's own, until it ends; tests that use it are alone in their process. */
public final class GivenProperties implements AutoCloseable {
    private final Map<String, @Nullable String> before = new HashMap<>();

    /** The AWS SDK sees the files {@code config} and {@code credentials} of a folder and nothing of the developer's. */
    public static GivenProperties ofAws(Path folder) {
        GivenProperties given = new GivenProperties();
        given.set("aws.configFile", folder.resolve("config").toString());
        given.set("aws.sharedCredentialsFile", folder.resolve("credentials").toString());
        given.set("aws.disableEc2Metadata", "true");
        return given;
    }

    /** Sets a property, or takes it away where {@code value} is null. */
    public void set(String property, @Nullable String value) {
        if (!before.containsKey(property)) {
            before.put(property, System.getProperty(property));
        }
        put(property, value);
    }

    private static void put(String property, @Nullable String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    @Override
    public void close() {
        before.forEach(GivenProperties::put);
    }
}
