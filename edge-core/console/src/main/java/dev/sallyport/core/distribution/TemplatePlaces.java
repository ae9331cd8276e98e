package dev.sallyport.core.distribution;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The places of a template, found when the first of them is asked for. */
final class TemplatePlaces {
    private final Path file;
    private @Nullable SavedLines lines;

    TemplatePlaces(Path file) {
        this.file = file;
    }

    /** What stands at a pointer such as {@code /Resources/Cdn/Properties}, named from its logical id on. */
    Place of(String pointer) {
        if (lines == null) {
            lines = SavedFile.lines(file);
        }
        String path = pointer.replaceFirst("^/Resources/", "")
                .replaceAll("/([0-9]+)(?=/|$)", "[$1]")
                .replace('/', '.');
        return new Place(file.toString(), lines.line(pointer).orElse(null), path);
    }
}
