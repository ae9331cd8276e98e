package dev.sallyport.core.decrypt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.sallyport.core.Durations;
import dev.sallyport.core.Json;
import dev.sallyport.core.PercentCoding;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsClients;
import dev.sallyport.core.account.AwsErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilterLogEventsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.FilteredLogEvent;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Reads what a source names: a file; {@code -} for a stream; {@code s3://BUCKET/KEY}, or {@code s3://BUCKET/PREFIX/} for all
 * objects below it (a JSON list of their keys and contents); {@code dynamodb://TABLE} (its items as a JSON list of plain
 * objects) or {@code dynamodb://TABLE?KEY=VALUE} for those of a key; {@code logs://GROUP} (its messages, one a line), of a time
 * with {@code ?since=} and {@code until=}, each a moment or an age such as {@code 3h}.
 */
public final class Sources {
    private static final int MOST_BYTES = 64 << 20;


    private final AwsClients aws;

    /** Reads with the session's clients, in the session's Region. */
    public Sources(AwsClients aws) {
        this.aws = aws;
    }

    /**
     * The document that {@code source} names.
     *
     * @param input what {@code -} stands for; not closed
     * @throws SallyportException {@code SP-FILE} for a local file that cannot be read, {@code SP-SOURCE} for a source of
     *     another kind, {@code SP-TOO-LARGE} above 64 MB, or what AWS refused
     */
    public Document read(String source, InputStream input) {
        try {
            if (source.equals("-")) {
                return Document.of(limited(input, source));
            }
            if (!source.contains("://")) {
                return file(Path.of(source));
            }
            String rest = source.substring(source.indexOf("://") + 3);
            return AwsErrors.translating(() -> switch (source.substring(0, source.indexOf("://"))) {
                case "s3" -> source.endsWith("/") && rest.indexOf('/') > 0 ? objects(source) : object(source);
                case "dynamodb" -> items(rest);
                case "logs" -> messages(rest);
                default -> throw unknown(source);
            });
        } catch (IOException e) {
            throw SallyportException.badInput(
                            "SP-FILE", "Cannot read " + source + ".", "Check the file's name and rights.")
                    .causedBy(e);
        }
    }

    private static Document file(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is no file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Document.of(limited(in, file.toString()));
        }
    }

    private static byte[] limited(InputStream in, String source) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw tooLarge(source);
        }
        return bytes;
    }

    private Document object(String source) {
        String[] parts = source.substring("s3://".length()).split("/", 2);
        if (parts.length < 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw unknown(source);
        }
        try (ResponseInputStream<GetObjectResponse> in = aws.s3(aws.region())
                .getObject(request -> request.bucket(parts[0]).key(parts[1]))) {
            return Document.of(limited(in, source));
        } catch (IOException e) {
            throw SallyportException.unavailable(
                            "SP-NETWORK", "Reading " + source + " broke off.", "Try again.")
                    .causedBy(e);
        }
    }

    /** Each with its key, so that a field's path names the object that holds it. */
    private Document objects(String source) {
        String[] parts = source.substring("s3://".length()).split("/", 2);
        ArrayNode list = Json.MAPPER.createArrayNode();
        long size = 0;
        for (S3Object object : aws.s3(aws.region())
                .listObjectsV2Paginator(request -> request.bucket(parts[0]).prefix(parts[1]))
                .contents()) {
            size += object.size();
            if (size > MOST_BYTES) {
                throw tooLarge(source);
            }
            list.addObject()
                    .put("key", object.key())
                    .put("body", object("s3://" + parts[0] + "/" + object.key()).shown());
        }
        return Document.of(list.toPrettyString());
    }

    private Document items(String table) {
        ArrayNode list = Json.MAPPER.createArrayNode();
        long size = 0;
        for (Map<String, AttributeValue> item : new TableItems(aws.dynamoDb(aws.region())).read(table)) {
            var json = PlainItems.json(item);
            list.add(json);
            size += json.toString().length();
            if (size > MOST_BYTES) {
                throw tooLarge("dynamodb://" + table);
            }
        }
        return Document.of(list.toPrettyString());
    }

    private Document messages(String named) {
        int query = named.indexOf('?');
        FilterLogEventsRequest.Builder request =
                FilterLogEventsRequest.builder().logGroupName(query < 0 ? named : named.substring(0, query));
        if (query >= 0) {
            for (Map.Entry<String, String> bound : parameters(named.substring(query + 1))) {
                switch (bound.getKey()) {
                    case "since" -> request.startTime(moment(bound.getValue()));
                    // FilterLogEvents counts its end in.
                    case "until" -> request.endTime(moment(bound.getValue()) - 1);
                    default -> throw unknown("logs://" + named);
                }
            }
        }
        StringBuilder lines = new StringBuilder();
        for (FilteredLogEvent event : aws.logs(aws.region()).filterLogEventsPaginator(request.build()).events()) {
            lines.append(event.message().stripTrailing()).append('\n');
            if (lines.length() > MOST_BYTES) {
                throw tooLarge("logs://" + named);
            }
        }
        return Document.of(lines.toString());
    }

    /** What follows the question mark of a source: percent-encoded or as it is, and a plus is a plus, as in {@code +01:00}. */
    static List<Map.Entry<String, String>> parameters(String query) {
        String bytes = new String(query.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return PercentCoding.parameters(bytes.replace("+", "%2B"));
    }

    /** Milliseconds of the epoch: a moment as ISO 8601 writes it, or an age such as {@code 3h}. */
    private static long moment(String text) {
        try {
            return Durations.read(text)
                    .map(Instant.now()::minus)
                    .orElseGet(() -> Instant.parse(text))
                    .toEpochMilli();
        } catch (DateTimeParseException e) {
            throw SallyportException.badInput(
                            "SP-SOURCE",
                            text + " is no moment.",
                            "Write it as 2026-11-30T18:00:00Z, or as an age: 30m, 3h, 2d.")
                    .causedBy(e);
        }
    }

    private static SallyportException unknown(String source) {
        return SallyportException.badInput(
                "SP-SOURCE",
                source + " is no source.",
                "Name a file, - , s3://BUCKET/KEY, s3://BUCKET/PREFIX/, dynamodb://TABLE or logs://GROUP.");
    }

    private static SallyportException tooLarge(String source) {
        return SallyportException.badInput(
                "SP-TOO-LARGE", source + " holds more than 64 MB.", "Export the part that you need to a file.");
    }
}
