package dev.sallyport.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An AWS config of the test's own in place of the developer's, while it is open. */
final class SharedConfig implements AutoCloseable {
    private static final List<String> PROPERTIES =
            List.of("aws.configFile", "aws.sharedCredentialsFile", "aws.disableEc2Metadata");

    private final Map<String, @Nullable String> before = new HashMap<>();

    /** With one profile that has keys. */
    SharedConfig(Path folder, String profile, String accessKeyId, String secretAccessKey) throws IOException {
        Path config = Files.writeString(
                folder.resolve("config"),
                "[profile %s]\naws_access_key_id = %s\naws_secret_access_key = %s\nregion = us-east-1\n"
                        .formatted(profile, accessKeyId, secretAccessKey));
        PROPERTIES.forEach(property -> before.put(property, System.getProperty(property)));
        System.setProperty("aws.configFile", config.toString());
        System.setProperty("aws.sharedCredentialsFile", folder.resolve("no-credentials").toString());
        System.setProperty("aws.disableEc2Metadata", "true");
    }

    @Override
    public void close() {
        before.forEach((property, value) -> {
            if (value == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
    }
}
