package dev.sallyport.core.sandbox.athena;

import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Which objects a query reads: those in the table's location, or in the partitions that are projected and asked for.
 *
 * @see <a href="https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html">Supported
 *     types for partition projection</a>
 */
final class TableObjects {
    /** A comparison of a column with a text. */
    private static final String COMPARISON = "\"?%s\"?\\s*(>=|<=|<>|=|<|>)\\s*'([^']*)'";

    private final S3Client s3;

    TableObjects(S3Client s3) {
        this.s3 = s3;
    }

    /**
     * An object of a table.
     *
     * @param partition its value; empty where the table has none
     */
    record Found(String bucket, String key, String partition) {
        String path() {
            return "s3://" + bucket + "/" + key;
        }
    }

    /** @param asked the part of the query that speaks of this table */
    List<Found> of(StoredTable table, String asked) {
        String bucket = table.location().replaceFirst("^s3://([^/]+)/.*", "$1");
        String prefix = table.location().substring("s3://".length() + bucket.length() + 1);
        if (table.partitions().isEmpty()) {
            return listed(bucket, prefix).stream().map(key -> new Found(bucket, key, "")).toList();
        }
        String column = table.partitions().keySet().iterator().next();
        Map<String, String> properties = table.properties();
        String template = properties.getOrDefault("storage.location.template", "");
        boolean date = table.partitions().size() == 1
                && "true".equals(properties.get("projection.enabled"))
                && "date".equals(properties.get("projection." + column + ".type"))
                && template.equals(table.location() + "${" + column + "}/");
        if (!date) {
            throw new FailedQueryException(
                    "FAILED: the sandbox knows one partition of the type date, projected below the"
                    + " location of the table, and none else: " + table.name());
        }
        DateTimeFormatter format =
                DateTimeFormatter.ofPattern(properties.getOrDefault("projection." + column + ".format", ""),
                        Locale.ROOT);
        int parts = properties.getOrDefault("projection." + column + ".format", "").split("/", -1).length;
        Predicate<String> wanted = wanted(column, asked);
        List<Found> found = new ArrayList<>();
        for (String key : listed(bucket, prefix)) {
            partition(key.substring(prefix.length()), parts, format)
                    .filter(wanted)
                    .ifPresent(partition -> found.add(new Found(bucket, key, partition)));
        }
        return found;
    }

    private static Optional<String> partition(String below, int parts, DateTimeFormatter format) {
        int end = -1;
        for (int i = 0; i < parts; i++) {
            end = below.indexOf('/', end + 1);
            if (end < 0) {
                return Optional.empty();
            }
        }
        try {
            format.parse(below.substring(0, end));
            return Optional.of(below.substring(0, end));
        } catch (DateTimeException other) {
            return Optional.empty();
        }
    }

    /**
     * What the query asks of a partition, as far as it compares it with texts that all must hold; else every one is
     * read.
     */
    private static Predicate<String> wanted(String column, String asked) {
        Predicate<String> all = partition -> true;
        if (Pattern.compile("\\bOR\\b", Pattern.CASE_INSENSITIVE).matcher(asked.replaceAll("\\([^()]*\\)", ""))
                .find()) {
            return all;
        }
        Matcher matcher = Pattern.compile(COMPARISON.formatted(Pattern.quote(column)), Pattern.CASE_INSENSITIVE)
                .matcher(asked);
        while (matcher.find()) {
            String sign = matcher.group(1);
            String value = matcher.group(2);
            all = all.and(partition -> holds(partition.compareTo(value), sign));
        }
        return all;
    }

    private static boolean holds(int order, String sign) {
        return switch (sign) {
            case ">=" -> order >= 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case "<" -> order < 0;
            case "=" -> order == 0;
            default -> order != 0;
        };
    }

    private List<String> listed(String bucket, String prefix) {
        List<String> keys = new ArrayList<>();
        String token = null;
        do {
            ListObjectsV2Response page = s3.listObjectsV2(ListObjectsV2Request.builder()
                    .bucket(bucket)
                    .prefix(prefix)
                    .continuationToken(token)
                    .build());
            page.contents().stream().map(S3Object::key).filter(TableObjects::isData).forEach(keys::add);
            token = page.nextContinuationToken();
        } while (token != null);
        return keys;
    }

    /** Athena passes over what begins with an underscore or a dot. */
    private static boolean isData(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        return !name.isEmpty() && !name.startsWith("_") && !name.startsWith(".");
    }
}
