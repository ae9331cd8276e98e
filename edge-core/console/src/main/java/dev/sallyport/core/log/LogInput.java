package dev.sallyport.core.log;

import dev.sallyport.core.bucket.TimeSpan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be read, wherever it came from: the one form in which every reader of logs takes its sources. It stays open
 * as long as who reads it, since copies of objects go with it.
 */
public final class LogInput implements AutoCloseable {
    private final List<LogFile> files;
    private final List<String> gaps;
    private final TimeSpan span;
    private final @Nullable StoreFolder copies;

    /**
     * Files, and what is missing beside them.
     *
     * @param gaps a sentence for each thing that could not be had
     * @param span of the records that count; the others are left out
     * @param copies goes with this; null for none
     */
    LogInput(List<LogFile> files, List<String> gaps, TimeSpan span, @Nullable StoreFolder copies) {
        this.files = List.copyOf(files);
        this.gaps = List.copyOf(gaps);
        this.span = span;
        this.copies = copies;
    }

    /**
     * Files and folders as a user names them.
     *
     * @throws dev.sallyport.core.SallyportException bad input: a folder without a file, or one that cannot be listed
     */
    public static LogInput of(List<Path> paths, TimeSpan span) {
        return new LogInput(SourceFiles.named(paths).stream().map(LogFile::named).toList(), List.of(), span, null);
    }

    /** The same with the files of {@link #of}, which come first. */
    public LogInput with(LogInput local) {
        List<LogFile> all = new ArrayList<>(local.files);
        all.addAll(files);
        return new LogInput(all, gaps, span, copies);
    }

    List<LogFile> files() {
        return files;
    }

    List<String> gaps() {
        return gaps;
    }

    /** The time of the records that count. */
    public TimeSpan span() {
        return span;
    }

    @Override
    public void close() {
        if (copies != null) {
            copies.close();
        }
    }
}
