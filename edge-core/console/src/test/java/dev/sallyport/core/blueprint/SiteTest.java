package dev.sallyport.core.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sallyport.core.SallyportException;
import dev.sallyport.core.attack.Area;
import dev.sallyport.core.attack.Attack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

class SiteTest {
    private static byte[] zip(int files, int size) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(packed)) {
            for (int i = 0; i < files; i++) {
                zip.putNextEntry(new ZipEntry("file" + i));
                zip.write(new byte[size]);
            }
        }
        return packed.toByteArray();
    }

    @Test
    void aPackedSiteIsReadWhole() throws Exception {
        assertThat(Site.unzipped(new ByteArrayInputStream(zip(3, 10_000)), "s3://b/k"))
                .hasSize(3)
                .allSatisfy((name, content) -> assertThat(content).hasSize(10_000));
    }

    /** Each file alone is small enough. */
    @Test
    @Attack(Area.DOCUMENTS)
    void oneThatIsMadeToFillTheMemoryIsRefused() throws Exception {
        byte[] bomb = zip(6, 10_000_000);
        assertThat(bomb.length).isLessThan(100_000);
        assertThatExceptionOfType(SallyportException.class)
                .isThrownBy(() -> Site.unzipped(new ByteArrayInputStream(bomb), "s3://b/k"))
                .satisfies(e -> assertThat(e.code()).isEqualTo("SP-BUNDLE"));
    }
}
