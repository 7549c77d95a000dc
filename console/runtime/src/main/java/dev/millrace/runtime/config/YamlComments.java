package dev.millrace.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Puts comments above the keys of YAML that was written here. Pure. */
final class YamlComments {

    private static final int COLUMNS = 110;

    private YamlComments() {}

    /**
     * The same document with comments.
     *
     * @param words lines to stand above a key; a long one is broken
     */
    static String add(String yaml, Function<KeyPath, List<String>> words) {
        Map<Integer, KeyPath> keys = new TreeMap<>();
        YamlTree.parse("settings", yaml).lines().forEach((path, line) -> keys.put(line, path));
        List<String> lines = new ArrayList<>();
        int number = 0;
        for (String line : yaml.lines().toList()) {
            KeyPath path = keys.get(++number);
            if (path != null) {
                if (path.depth() == 1 && number > 1) {
                    lines.add("");
                }
                String indent = " ".repeat(line.length() - line.stripLeading().length());
                words.apply(path).forEach(each -> wrap(indent + "# ", each.replace("`", ""), lines));
            }
            lines.add(line);
        }
        return String.join("\n", lines) + "\n";
    }

    private static void wrap(String before, String text, List<String> lines) {
        StringBuilder line = new StringBuilder(before);
        for (String word : text.split(" ")) {
            if (line.length() > before.length() && line.length() + word.length() > COLUMNS) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(before);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
    }
}
