package dev.sallyport.core.blueprint;

import dev.sallyport.core.EdgeRegion;
import dev.sallyport.core.ProgramFiles;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.edgefunction.BrowserModules;
import java.io.UncheckedIOException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The static files of a blueprint, {@code assets/stacks/<blueprint>/site} or the folder that it names, in the bucket of
 * its stack. CloudFormation puts no files into a bucket, and deletes none that has files, so the rollout does both.
 */
public final class Site {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("wasm", "application/wasm"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final AwsClients aws;

    /** Reaches the bucket and the distribution with these clients. */
    public Site(AwsClients aws) {
        this.aws = aws;
    }

    /** Uploads what is new or changed, and lets CloudFront forget what it has of that. */
    public void publish(Blueprint blueprint, Map<String, String> outputs) {
        String bucket = bucket(blueprint, outputs);
        if (bucket == null) {
            return;
        }
        Map<String, String> there = new HashMap<>();
        S3Client s3 = aws.s3(EdgeRegion.NAME);
        for (ListObjectsV2Response page : s3.listObjectsV2Paginator(request -> request.bucket(bucket))) {
            page.contents().forEach(object -> there.put(object.key(), object.eTag().replace("\"", "")));
        }
        List<String> changed = new ArrayList<>();
        String packed = outputs.get("SitePackage");
        SortedMap<String, byte[]> files = packed == null ? files(blueprint) : unpacked(packed);
        if (packed != null) {
            // The edge keeps for a while also that something was not there.
            files.keySet().stream()
                    .filter(path -> !there.isEmpty() && !there.containsKey(path))
                    .forEach(path -> changed.add("/" + path));
            there.keySet().stream().filter(path -> !files.containsKey(path)).forEach(path -> {
                s3.deleteObject(request -> request.bucket(bucket).key(path));
                changed.add("/" + path);
            });
        }
        files.forEach((path, content) -> {
            String before = there.get(path);
            if (md5(content).equals(before)) {
                return;
            }
            s3.putObject(
                    request -> request.bucket(bucket)
                            .key(path)
                            .contentType(type(path))
                            .cacheControl(path.endsWith(".html") ? "no-cache" : "public, max-age=3600"),
                    RequestBody.fromBytes(content));
            if (before != null) {
                changed.add("/" + path);
            }
        });
        String distribution = outputs.get("DistributionId");
        if (!changed.isEmpty() && distribution != null) {
            aws.cloudFront().createInvalidation(request -> request.distributionId(distribution)
                    .invalidationBatch(batch -> batch.callerReference(UUID.randomUUID().toString())
                            .paths(paths -> paths.quantity(changed.size()).items(changed))));
        }
    }

    /**
     * The site of a bundle, as it was packed when its version of the stack was made.
     *
     * @param packed {@code s3://BUCKET/KEY}
     */
    private SortedMap<String, byte[]> unpacked(String packed) {
        String[] place = packed.substring("s3://".length()).split("/", 2);
        try (InputStream zip =
                aws.s3(EdgeRegion.NAME).getObject(request -> request.bucket(place[0]).key(place[1]))) {
            return unzipped(zip, packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The files of a zip.
     *
     * @param name of the zip
     * @throws SallyportException {@code SP-BUNDLE} where they are more than any bundle has
     */
    static SortedMap<String, byte[]> unzipped(InputStream packed, String name) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        ZipInputStream zip = new ZipInputStream(packed);
        int left = Bundle.LARGEST;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            byte[] content = zip.readNBytes(left + 1);
            left -= content.length;
            if (left < 0) {
                throw SallyportException.refused(
                        "SP-BUNDLE",
                        "The site in " + name + " unpacks to more than the 50 MB that a bundle may have.",
                        "Plan the stack again, so that its bundle is packed anew.");
            }
            files.put(entry.getName(), content);
        }
        return files;
    }

    /** Deletes every file, so that the bucket can go with its stack. */
    public void empty(Blueprint blueprint, Map<String, String> outputs) {
        String bucket = bucket(blueprint, outputs);
        if (bucket == null) {
            return;
        }
        S3Client s3 = aws.s3(EdgeRegion.NAME);
        try {
            for (ListObjectsV2Response page : s3.listObjectsV2Paginator(request -> request.bucket(bucket))) {
                List<ObjectIdentifier> keys = page.contents().stream()
                        .map(S3Object::key)
                        .map(key -> ObjectIdentifier.builder().key(key).build())
                        .toList();
                if (!keys.isEmpty()) {
                    s3.deleteObjects(request -> request.bucket(bucket).delete(delete -> delete.objects(keys)));
                }
            }
        } catch (NoSuchBucketException alreadyGone) {
            // A destruction that is taken up again finds less than there was.
        }
    }

    private static @Nullable String bucket(Blueprint blueprint, Map<String, String> outputs) {
        return blueprint.siteBucketOutput() == null ? null : outputs.get(blueprint.siteBucketOutput());
    }

    /** The files of the site by their keys, with the packages that its modules import. */
    static SortedMap<String, byte[]> files(Blueprint blueprint) {
        return Objects.requireNonNull(
                ProgramFiles.read("/sallyport/" + blueprint.siteFolder() + "/index.html", index -> {
                    Path folder = Objects.requireNonNull(index.getParent());
                    SortedMap<String, byte[]> files = ProgramFiles.below(folder);
                    files.putAll(BrowserModules.of(files, folder));
                    return files;
                }));
    }

    /** The site's index.html. */
    public static String page(Blueprint blueprint) {
        return new String(
                Objects.requireNonNull(files(blueprint).get("index.html")), StandardCharsets.UTF_8);
    }

    private static String type(String path) {
        return TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "application/octet-stream");
    }

    /** As S3's ETag of an object that came in one piece. */
    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
