package dev.sallyport.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuckDbTest {
    @TempDir
    Path folder;

    /** As proc_pid_maps(5) lists them; the first name is no text in UTF-8. */
    @Test
    void theCopyGoesWhateverTheNamesOfOtherMappedFilesAre() throws Exception {
        Path copy = Files.createFile(folder.resolve("libduckdb_java123.so"));
        Path other = Files.createFile(folder.resolve("libother123.so"));
        Path maps = folder.resolve("maps");
        String row = "7f0000000000-7f0000001000 r-xp 00000000 08:01 42                         ";
        String rest = row + "/usr/lib/a\\000b\n" + row + "[vdso]\n" + row + other + "\n" + row + copy + "\n";
        byte[] first = (row + "/usr/lib/caf\u00e9.so\n").getBytes(ISO_8859_1);
        Files.write(maps, first);
        Files.write(maps, rest.getBytes(UTF_8), StandardOpenOption.APPEND);
        DuckDb.removeCopy(maps);
        assertThat(copy).doesNotExist();
        assertThat(other).exists();
    }

    @ParameterizedTest
    @CsvSource({"16000000000, 25%", "4000000000, 25%", "3000000000, 1000MB", "2000000000, 1000MB", "1000000000, 800MB"})
    void aSmallMachineGivesMoreThanAQuarter(long machine, String limit) throws Exception {
        assertThat(DuckDb.memoryLimit(machine)).isEqualTo(limit);
        Properties settings = new Properties();
        settings.setProperty("memory_limit", limit);
        DuckDb.connect("", settings).close();
    }
}
