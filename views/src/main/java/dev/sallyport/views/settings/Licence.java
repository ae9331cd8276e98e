package dev.sallyport.views.settings;

import java.util.List;

/** A work of others that the console carries, and the terms it comes under. */
record Licence(String work, String use, String terms) {
    static final List<Licence> ALL = List.of(
            new Licence("OpenJFX", "the window", "GPL-2.0 with Classpath Exception"),
            new Licence("AtlantaFX", "the theme beneath ours", "MIT"),
            new Licence("Ikonli and Feather", "icons", "Apache-2.0, MIT"),
            new Licence("Inter", "text", "SIL Open Font License 1.1"),
            new Licence("JetBrains Mono", "identifiers and numbers", "SIL Open Font License 1.1"),
            new Licence("AWS SDK for Java 2", "every call to AWS", "Apache-2.0"),
            new Licence("DuckDB", "log queries", "MIT"),
            new Licence("H2 MVStore", "durable state of the sandbox", "MPL-2.0 or EPL-1.0"),
            new Licence("Jackson", "JSON", "Apache-2.0"),
            new Licence("SnakeYAML Engine", "templates", "Apache-2.0"),
            new Licence("picocli", "the command line", "Apache-2.0"),
            new Licence("SLF4J", "logging", "MIT"),
            new Licence("Node.js", "functions at the edge", "MIT"),
            new Licence("React", "the page of the blueprint edge-ssr", "MIT"));
}
