package dev.sallyport.core.log;

/**
 * Where the rows of one file are in the table of its kind.
 *
 * @param name of the source
 * @param kind of its records
 * @param first row of it
 * @param rows it has, records, rejected lines and header lines together
 * @param lines the originals
 */
record LoadedFile(String name, LogKind kind, long first, long rows, RawLines lines) {
    boolean has(long row) {
        return row >= first && row < first + rows;
    }
}
