package dev.sallyport.core.log;

import java.nio.file.Path;

/**
 * A file to be read.
 *
 * @param path where it lies
 * @param name by which its user knows it
 * @param needed whether nothing is to be read where this one cannot be; of many that were found, one is left out and
 *     said so
 */
record LogFile(Path path, String name, boolean needed) {
    static LogFile named(Path path) {
        return new LogFile(path, path.toString(), true);
    }
}
