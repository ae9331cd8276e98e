package dev.sallyport.core.sandbox.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TableRowsTest {
    private static final StoredTable TABLE =
            new StoredTable("d", "t", Map.of("a", "string"), Map.of(), "", true, "s3://bucket/", Map.of());

    private static byte[] packed(String line, int times) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            for (int i = 0; i < times; i++) {
                out.write(line.getBytes(StandardCharsets.UTF_8));
            }
        }
        return packed.toByteArray();
    }

    @Test
    void packedRowsAreRead() throws Exception {
        StringWriter rows = new StringWriter();
        try (BufferedWriter out = new BufferedWriter(rows)) {
            new TableRows(TABLE)
                    .write(new TableObjects.Found("bucket", "x.gz", ""), packed("{\"A\":\"1\"}\n", 2), out);
        }
        assertThat(rows.toString().lines()).hasSize(2).allMatch(row -> row.contains("\"a\":\"1\""));
    }

    /** A hundred megabytes of spaces in a hundred kilobytes. */
    @Test
    @Attack(Area.DOCUMENTS)
    void whatIsMadeToFillTheDiskEndsTheQuery() throws Exception {
        byte[] bomb = packed(" ".repeat(1 << 20) + "\n", 100);
        assertThat(bomb.length).isLessThan(1 << 18);
        try (BufferedWriter out = new BufferedWriter(Writer.nullWriter())) {
            assertThatExceptionOfType(FailedQueryException.class)
                    .isThrownBy(() ->
                            new TableRows(TABLE).write(new TableObjects.Found("bucket", "x.gz", ""), bomb, out))
                    .withMessageContaining("unpacks to more than");
        }
    }
}
