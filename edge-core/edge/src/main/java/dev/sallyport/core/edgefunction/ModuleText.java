package dev.sallyport.core.edgefunction;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the text of a JavaScript module says it needs, as far as it says so in one of the plain forms.
 *
 * @param text the source
 */
record ModuleText(String text) {
    private static final Pattern IMPORT = Pattern.compile(
            "^(?:import\\s+|(?:import|export)\\b[^'\"=();]*\\bfrom\\s*)['\"]([^'\"]+)['\"]", Pattern.MULTILINE);
    private static final Pattern FILE =
            Pattern.compile("new URL\\(\\s*['\"](\\.\\.?/[^'\"]+)['\"],\\s*import\\.meta\\.url\\s*\\)");
    private static final Pattern REQUIRE = Pattern.compile("\\brequire\\(\\s*['\"]([^'\"]+)['\"]\\s*\\)");

    static ModuleText of(byte[] content) {
        return new ModuleText(new String(content, StandardCharsets.UTF_8));
    }

    /** What static imports and re-exports at the start of a line name, in their order. */
    List<String> imports() {
        return found(IMPORT);
    }

    /** The files that {@code new URL('./…', import.meta.url)} names. */
    List<String> files() {
        return found(FILE);
    }

    /** What {@code require('…')} names, in CommonJS. */
    List<String> requires() {
        return found(REQUIRE);
    }

    private List<String> found(Pattern pattern) {
        return pattern.matcher(text).results().map(ModuleText::name).distinct().toList();
    }

    private static String name(MatchResult match) {
        return match.group(1);
    }

    /** Whether a name means a file beside the module rather than a package. */
    static boolean isFile(String name) {
        return name.startsWith("./") || name.startsWith("../");
    }
}
