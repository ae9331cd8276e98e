package dev.sallyport.core.sandbox.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What functions in Node require of their runtime beside clients: documents and values of DynamoDB, signers, presigned URLs,
 * credentials. CDK leaves all of {@code @aws-sdk} and {@code @smithy} out of the bundles that it makes, for Lambda's runtimes
 * contain them.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/package/aws-sdk-lib-dynamodb/">lib-dynamodb</a>
 * @see <a href="https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/package/aws-sdk-util-dynamodb/">util-dynamodb</a>
 */
final class NodeLibraries {
    private static final String HTTP = "@smithy/protocol-http";
    private static final String HASH = "@aws-crypto/sha256-js";
    private static final String SIGNER = "@smithy/signature-v4";
    private static final String VALUES = "@aws-sdk/util-dynamodb";
    private static final String CREDENTIALS = "@aws-sdk/credential-providers";

    /** By the package's name: its file here, and the packages that it needs itself. */
    private static final Map<String, Library> ALL = Map.of(
            VALUES, new Library("util-dynamodb", Set.of()),
            "@aws-sdk/lib-dynamodb", new Library("lib-dynamodb", Set.of(VALUES, "@aws-sdk/client-dynamodb")),
            HASH, new Library("sha256-js", Set.of()),
            HTTP, new Library("protocol-http", Set.of()),
            SIGNER, new Library("signature-v4", Set.of(HTTP)),
            CREDENTIALS, new Library("credential-providers", Set.of()),
            "@aws-sdk/credential-provider-node", new Library("credential-providers", Set.of()),
            "@aws-sdk/s3-request-presigner",
                    new Library("s3-request-presigner", Set.of(HASH, HTTP, SIGNER, CREDENTIALS, "@aws-sdk/client-s3")));

    private record Library(String file, Set<String> needs) {}

    private NodeLibraries() {}

    static Set<String> names() {
        return ALL.keySet();
    }

    /** The packages that one needs beside itself. */
    static Set<String> needs(String name) {
        Library library = ALL.get(name);
        return library == null ? Set.of() : library.needs();
    }

    static String text(String name) {
        return resource("runtime/" + Objects.requireNonNull(ALL.get(name)).file() + ".js");
    }

    static String resource(String file) {
        try (InputStream text = Objects.requireNonNull(NodeLibraries.class.getResourceAsStream(file))) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
