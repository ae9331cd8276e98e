package dev.sallyport.core.blueprint;

import java.util.List;

/**
 * Tells the blocks of a template once for each item of a list, which CloudFormation itself can only with a transform:
 * the lines from {@code #each} to {@code #end}, with {@code @index@}, {@code @pattern@} and {@code @host@}.
 */
final class TemplateBlocks {
    private TemplateBlocks() {}

    static String told(String template, List<PathEntry> entries) {
        StringBuilder told = new StringBuilder();
        StringBuilder block = new StringBuilder();
        boolean inside = false;
        for (String line : template.lines().toList()) {
            switch (line.strip()) {
                case "#each" -> inside = true;
                case "#end" -> {
                    for (int i = 0; i < entries.size(); i++) {
                        told.append(item(block.toString(), i + 1, entries.get(i)));
                    }
                    block.setLength(0);
                    inside = false;
                }
                default -> (inside ? block : told).append(line).append('\n');
            }
        }
        return told.toString();
    }

    private static String item(String block, int index, PathEntry entry) {
        return block.replace("@index@", Integer.toString(index))
                .replace("@pattern@", entry.pattern())
                .replace("@host@", entry.host());
    }
}
