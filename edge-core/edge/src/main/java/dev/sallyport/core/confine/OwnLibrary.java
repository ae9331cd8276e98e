package dev.sallyport.core.confine;

import java.io.IOException;
import java.lang.foreign.Linker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/**
 * Where the code of the C library lies in this process, by proc_pid_maps(5): from there Java starts a program. It lies
 * elsewhere in the program, since Linux draws the place anew for each.
 *
 * @param from the first address
 * @param to the last address
 */
record OwnLibrary(long from, long to) {
    private static final long LOW = 0xffffffffL;

    /**
     * Finds it.
     *
     * @throws UnsupportedOperationException where the system does not tell
     */
    static OwnLibrary find() {
        long address = Linker.nativeLinker()
                .defaultLookup()
                .find("posix_spawn")
                .orElseThrow(() -> new UnsupportedOperationException("posix_spawn"))
                .address();
        try {
            // The names of other files that are mapped may be in any encoding.
            return Files.readAllLines(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1).stream()
                    .map(OwnLibrary::of)
                    .filter(one -> one.from <= address && address <= one.to)
                    .findFirst()
                    .orElseThrow(() -> new UnsupportedOperationException("/proc/self/maps"));
        } catch (IOException e) {
            throw new UnsupportedOperationException(e);
        }
    }

    private static OwnLibrary of(String line) {
        int dash = line.indexOf('-');
        return new OwnLibrary(
                HexFormat.fromHexDigitsToLong(line, 0, dash),
                HexFormat.fromHexDigitsToLong(line, dash + 1, line.indexOf(' ')) - 1);
    }

    /** The same in parts whose addresses have the upper half in common: a filter compares halves. */
    List<OwnLibrary> halves() {
        long end = from | LOW;
        return Long.compareUnsigned(end, to) >= 0
                ? List.of(this)
                : List.of(new OwnLibrary(from, end), new OwnLibrary(end + 1, to));
    }

    int upper() {
        return (int) (from >>> 32);
    }
}
