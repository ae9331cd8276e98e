package dev.sallyport.core.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sallyport.core.Json;
import dev.sallyport.core.SallyportException;
import dev.sallyport.core.account.AwsErrors;
import dev.sallyport.core.bucket.LogObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;

/** The beginning of an object, which tells how all that lie with it are to be read. */
final class AthenaSample {
    private static final int LOOKED_AT = 1 << 17;
    private static final int JSON_SAMPLE = 100;
    private static final String FIELDS = "#Fields:";

    private AthenaSample() {}

    /**
     * How objects like this one are read.
     *
     * @throws SallyportException {@code SP-ATHENA-FORMAT} where Athena cannot read them, or what AWS refused
     */
    static AthenaView view(S3Client s3, LogObject object) {
        byte[] head = AwsErrors.translating(() -> s3.getObjectAsBytes(request -> request.bucket(object.bucket())
                        .key(object.key())
                        .range("bytes=0-" + (LOOKED_AT - 1)))
                .asByteArray());
        Unpacked.foreign(head).ifPresent(format -> {
            throw refused(object, "is " + format.what());
        });
        // Athena tells by the name what is packed (Amazon Athena User Guide, "Use compression").
        if (Unpacked.needed(head) && !object.key().endsWith(".gz")) {
            throw refused(object, "is packed, and not with gzip under a name that tells so");
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            Unpacked.copy(new ByteArrayInputStream(head), text);
        } catch (IOException cut) {
            // Only the beginning was asked for.
            if (text.size() == 0) {
                throw refused(object, "cannot be unpacked");
            }
        }
        return view(object, whole(text.toString(StandardCharsets.UTF_8), object.size() > head.length));
    }

    private static List<String> whole(String text, boolean cut) {
        int end = text.lastIndexOf('\n');
        return LineKinds.split(cut && end > 0 ? text.substring(0, end) : text);
    }

    private static AthenaView view(LogObject object, List<String> lines) {
        if (lines.isEmpty()) {
            throw refused(object, "holds no line");
        }
        String first = lines.getFirst();
        if (first.startsWith("{")) {
            if (lines.stream().anyMatch(AthenaSample::holdsSeveral)) {
                throw refused(object, "holds lines with several JSON objects, of which Athena reads the first");
            }
            LogKind kind = LineKinds.of(lines).orElseThrow(() -> refused(object, "holds no log that is known"));
            return switch (kind) {
                case WAF -> AthenaView.waf();
                case CLOUDFRONT -> AthenaView.cloudFrontJson(fields(lines));
                case EDGE -> throw refused(object, "holds " + kind.writer() + " logs");
            };
        }
        for (String line : lines) {
            if (line.startsWith(FIELDS)) {
                List<String> fields = List.of(line.substring(FIELDS.length()).strip().split("\\s+"));
                if (fields.stream().map(CloudFrontTable::column).distinct().count() < fields.size()) {
                    throw refused(object, "names a field twice");
                }
                return AthenaView.cloudFrontText(fields);
            }
        }
        if (LineKinds.of(lines).filter(LogKind.CLOUDFRONT::equals).isPresent()) {
            return AthenaView.cloudFrontText(CloudFrontTable.STANDARD);
        }
        throw refused(object, "holds neither web ACL nor CloudFront logs as Athena reads them");
    }

    private static boolean holdsSeveral(String line) {
        try {
            return LineKinds.json(line).isEmpty() && Json.MAPPER.readTree(line).isObject();
        } catch (JsonProcessingException broken) {
            return false;
        }
    }

    private static Set<String> fields(List<String> lines) {
        Set<String> fields = new LinkedHashSet<>();
        CloudFrontTable.STANDARD.stream().filter(field -> lines.stream().anyMatch(line -> has(line, field)))
                .forEach(fields::add);
        lines.stream().limit(JSON_SAMPLE).forEach(line -> LineKinds.json(line)
                .ifPresent(record -> record.fieldNames().forEachRemaining(fields::add)));
        return fields;
    }

    private static boolean has(String line, String field) {
        return line.contains("\"" + field + "\"");
    }

    private static SallyportException refused(LogObject object, String what) {
        return SallyportException.badInput(
                "SP-ATHENA-FORMAT",
                object.name() + " " + what + ".",
                "Leave out --athena, or name a place whose objects are alike.");
    }
}
