package dev.sallyport.core.sandbox.athena;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final S3Client s3;
    private final LocalDateTime now;

    /** @param now in UTC */
    TableObjects(S3Client s3, LocalDateTime now) {
        this.s3 = s3;
        this.now = now;
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
        Projection projection = Projection.of(properties, column, now);
        Set<String> wanted = projection.values(conditions(column, asked));
        int folders = projection.form().split("/", -1).length;
        List<Found> found = new ArrayList<>();
        for (String key : listed(bucket, prefix)) {
            String partition = partition(key.substring(prefix.length()), folders);
            if (wanted.contains(partition)) {
                found.add(new Found(bucket, key, partition));
            }
        }
        return found;
    }

    /** The folders that come first; empty where there are not so many. */
    private static String partition(String below, int folders) {
        int end = -1;
        for (int i = 0; i < folders; i++) {
            end = below.indexOf('/', end + 1);
            if (end < 0) {
                return "";
            }
        }
        return below.substring(0, end);
    }

    /** What the query compares a partition with, as far as all of it must hold; else every one is read. */
    private static List<Projection.Comparison> conditions(String column, String asked) {
        String outer = outer(asked);
        if (Pattern.compile("\\bOR\\b", Pattern.CASE_INSENSITIVE).matcher(outer.replaceAll("'[^']*'", "")).find()) {
            return List.of();
        }
        String comparison = "\"?" + Pattern.quote(column) + "\"?\\s*(>=|<=|<>|=|<|>)\\s*'([^']*)'";
        Matcher matcher = Pattern.compile(comparison, Pattern.CASE_INSENSITIVE)
                .matcher(outer);
        List<Projection.Comparison> conditions = new ArrayList<>();
        while (matcher.find()) {
            conditions.add(new Projection.Comparison(matcher.group(1), matcher.group(2)));
        }
        return conditions;
    }

    /** What stands in no parentheses, up to the end of those that the text itself stands in. */
    private static String outer(String text) {
        StringBuilder outer = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < text.length() && depth >= 0; i++) {
            char c = text.charAt(i);
            int end = c == '\'' || c == '"' ? text.indexOf(c, i + 1) : i;
            end = end < 0 ? text.length() - 1 : end;
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                outer.append(c == ')' ? " " : text.substring(i, end + 1));
            }
            i = end;
        }
        return outer.toString();
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
