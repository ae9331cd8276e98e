package dev.sallyport.core.distribution;

import org.jspecify.annotations.Nullable;

/**
 * Where in a file a finding is.
 *
 * @param file as it was given
 * @param line from 1; null where the file was written by a program, and the path alone helps
 * @param path the logical id or the resource's address, for a template with the member, such as
 *     {@code Cdn.Properties.DistributionConfig.Origins[0]}
 */
public record Place(String file, @Nullable Integer line, String path) {
    /** As compilers name a place: {@code template.yaml:12 Cdn.Properties}. */
    public String said() {
        return file + (line == null ? "" : ":" + line) + " " + path;
    }
}
