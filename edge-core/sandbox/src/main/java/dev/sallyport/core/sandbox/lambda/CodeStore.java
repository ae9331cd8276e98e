package dev.sallyport.core.sandbox.lambda;

import dev.sallyport.core.Home;
import dev.sallyport.core.edgefunction.FunctionPackage;
import dev.sallyport.core.edgefunction.FunctionPackage.BadPackage;
import dev.sallyport.core.sandbox.state.SandboxState;
import dev.sallyport.core.sandbox.state.Shelf;
import dev.sallyport.core.sandbox.wire.NodeClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Deployment packages by their hash, unpacked when a function first runs. */
final class CodeStore {
    /** Lambda's limit for a zip that is sent with the request. */
    private static final int ZIP_LIMIT = 50 << 20;

    /** Where the layers lie below a function's own code. */
    static final String OPT = ".opt";

    /** Where the modules that the runtime itself has lie below a function's own code. */
    static final String RUNTIME = ".runtime";

    private static final String DRAFT = "draft";

    private static final String MODULES = "node_modules";
    private static final Pattern SOURCE = Pattern.compile(".*\\.[cm]?js");

    private final Shelf<String> zips;
    private final S3Client s3;
    private final Path folder;

    CodeStore(SandboxState state, S3Client s3, Path folder) {
        this.zips = state.shelf("lambda/code", String.class);
        this.s3 = s3;
        this.folder = folder;
        removeDrafts();
    }

    /** What a kill left of packages that were being unpacked: one process at a time has the folder. */
    private void removeDrafts() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, DRAFT + "*")) {
            for (Path draft : drafts) {
                deleteAll(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A package that was accepted. */
    record Code(String sha256, long size) {}

    /** Takes the package in, from the request or from S3, and proves that it can be unpacked. */
    Code accept(
            @Nullable SdkBytes zip, @Nullable String bucket, @Nullable String key, @Nullable String objectVersion) {
        if ((zip == null) == (bucket == null || key == null)) {
            throw LambdaFaults.invalid(
                    "Please provide a source for function code: either ZipFile, or S3Bucket and S3Key.");
        }
        byte[] bytes = zip != null ? zip.asByteArrayUnsafe() : fromS3(bucket, key, objectVersion);
        if (bytes.length > ZIP_LIMIT) {
            throw LambdaFaults.invalid("Zipped size must be smaller than " + ZIP_LIMIT + " bytes");
        }
        String sha256 = FunctionPackage.codeSha256(bytes);
        unpack(sha256, draft -> FunctionPackage.unzip(bytes, draft));
        zips.put(sha256, Base64.getEncoder().encodeToString(bytes));
        return new Code(sha256, bytes.length);
    }

    private byte[] fromS3(@Nullable String bucket, @Nullable String key, @Nullable String objectVersion) {
        try {
            return s3.getObject(
                            GetObjectRequest.builder()
                                    .bucket(bucket)
                                    .key(key)
                                    .versionId(objectVersion)
                                    .build(),
                            ResponseTransformer.toBytes())
                    .asByteArray();
        } catch (S3Exception e) {
            throw LambdaFaults.invalid("Error occurred while GetObject. S3 Error Code: "
                    + e.awsErrorDetails().errorCode() + ". S3 Error Message: "
                    + e.awsErrorDetails().errorMessage());
        }
    }

    /** The folder with the unpacked package. */
    Path unpacked(String sha256) {
        byte[] zip = zip(sha256);
        return Files.isDirectory(place(sha256)) ? place(sha256) : unpack(sha256, draft -> FunctionPackage.unzip(zip, draft));
    }

    /**
     * The folder with the unpacked package and, in {@code .opt} below it, its layers' content, later ones over earlier ones,
     * as they lie in {@code /opt} on AWS; in {@code .runtime} the packages of {@link NodeClients} that the sources of both
     * ask for.
     *
     * @param layers the hashes of the layers' packages in their order
     */
    Path unpacked(String sha256, List<String> layers) {
        Set<String> clients = clients(sha256);
        layers.forEach(layer -> clients.addAll(clients(layer)));
        if (layers.isEmpty() && clients.isEmpty()) {
            return unpacked(sha256);
        }
        Map<String, String> files = NodeClients.files(clients);
        String all = sha256 + ' ' + String.join(" ", layers) + ' ' + files;
        String together = FunctionPackage.codeSha256(all.getBytes(StandardCharsets.UTF_8));
        return Files.isDirectory(place(together)) ? place(together) : unpack(together, draft -> {
            FunctionPackage.unzip(zip(sha256), draft);
            for (String layer : layers) {
                FunctionPackage.unzip(zip(layer), Home.privateFolder(draft.resolve(OPT)));
            }
            for (Map.Entry<String, String> file : files.entrySet()) {
                Path target = draft.resolve(RUNTIME).resolve(MODULES).resolve(file.getKey());
                Home.privateFolder(Objects.requireNonNull(target.getParent()));
                Home.writeForOwner(target, file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    /** The packages of {@link NodeClients} that sources ask for; modules that are brought along say so in their manifest. */
    private Set<String> clients(String sha256) {
        Path folder = unpacked(sha256);
        Set<String> named = new TreeSet<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.filter(each -> asks(folder.relativize(each)))::iterator) {
                named.addAll(NodeClients.named(Files.readString(file, StandardCharsets.ISO_8859_1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return named;
    }

    private static boolean asks(Path file) {
        for (Path each : file) {
            if (each.toString().equals(MODULES)) {
                return file.endsWith("package.json");
            }
        }
        return SOURCE.matcher(file.toString()).matches();
    }

    private byte[] zip(String sha256) {
        return Base64.getDecoder()
                .decode(zips.get(sha256).orElseThrow(() -> new IllegalStateException("code " + sha256 + " is gone")));
    }

    private Path place(String sha256) {
        return folder.resolve(HexFormat.of().formatHex(Base64.getDecoder().decode(sha256)));
    }

    /** Fills a folder with what was packed. */
    private interface Unpacking {
        void into(Path draft) throws BadPackage, IOException;
    }

    private synchronized Path unpack(String sha256, Unpacking unpacking) {
        Path place = place(sha256);
        if (Files.isDirectory(place)) {
            return place;
        }
        try {
            Path draft = Files.createTempDirectory(Home.privateFolder(folder), DRAFT);
            try {
                unpacking.into(draft);
                Files.move(draft, place);
            } catch (BadPackage e) {
                throw LambdaFaults.invalid(e.message());
            } finally {
                deleteAll(draft);
            }
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteAll(Path top) throws IOException {
        if (Files.exists(top)) {
            try (Stream<Path> all = Files.walk(top)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
