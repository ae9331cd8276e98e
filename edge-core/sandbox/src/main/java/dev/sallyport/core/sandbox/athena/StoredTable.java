package dev.sallyport.core.sandbox.athena;

import java.util.Map;

/**
 * An external table.
 *
 * @param columns name to type as Hive writes it, in order
 * @param partitions name to type, in order
 * @param delimiter between the fields of a line; empty where each line is a JSON object
 * @param lenient whether a line that is no JSON is a row of nulls instead of the end of the query
 * @param location {@code s3://bucket/prefix/}
 * @param properties of the table
 */
record StoredTable(
        String database,
        String name,
        Map<String, String> columns,
        Map<String, String> partitions,
        String delimiter,
        boolean lenient,
        String location,
        Map<String, String> properties) {
    String key() {
        return database + "/" + name;
    }
}
