package dev.sallyport.app;

import dev.sallyport.core.GivenProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An AWS config of the test's own in place of the developer's, while it is open. */
final class SharedConfig implements AutoCloseable {
    private final GivenProperties given;

    /** With one profile that has keys. */
    SharedConfig(Path folder, String profile, String accessKeyId, String secretAccessKey) throws IOException {
        Files.writeString(
                folder.resolve("config"),
                "[profile %s]\naws_access_key_id = %s\naws_secret_access_key = %s\nregion = us-east-1\n"
                        .formatted(profile, accessKeyId, secretAccessKey));
        given = GivenProperties.ofAws(folder);
    }

    @Override
    public void close() {
        given.close();
    }
}
