package dev.sallyport.core.log;

import java.nio.file.Path;

/**
 * A file to be read.
 *
 * @param path where it lies
 * @param name by which its user knows it
 * @param needed whether nothing is to be read where this one cannot be; of many that were found, one is left out and
 *     said so
 * @param version of the object whose copy it is; empty for a file that is no copy
 */
record LogFile(Path path, String name, boolean needed, String version) {
    /** The version of a copy that does not have all of its object. */
    static final String CUT = "cut";

    static LogFile named(Path path) {
        return new LogFile(path, path.toString(), true, "");
    }
}
