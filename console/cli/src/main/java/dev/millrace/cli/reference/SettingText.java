package dev.millrace.cli.reference;

import dev.millrace.runtime.config.PeerName;
import dev.millrace.runtime.config.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A setting as lines of a terminal. Pure. */
public final class SettingText {

    private static final String INDENT = "  ";
    private static final int WIDEST_VALUE = 16;

    private SettingText() {}

    /**
     * All there is to say of one setting.
     *
     * @param now its value in the settings at hand
     * @param below the settings right below it, for a section
     */
    public static List<String> lines(Setting setting, Optional<String> now, List<Setting> below, int columns) {
        List<String> lines = new ArrayList<>();
        lines.add(setting.key());
        if (!setting.words().isEmpty()) {
            wrap(INDENT, setting.words(), columns, lines);
        }
        setting.choices()
                .forEach(choice -> wrap(
                        INDENT + INDENT,
                        choice.value() + (choice.words().isEmpty() ? "" : ": " + choice.words()),
                        columns,
                        lines));
        if (!setting.isSection()) {
            lines.add(INDENT + "kind     " + setting.kind());
            setting.standard().ifPresent(value -> lines.add(INDENT + "default  " + value));
            now.filter(value -> !Optional.of(value).equals(setting.standard()))
                    .ifPresent(value -> lines.add(INDENT + "here     " + value));
        }
        elsewhere(setting).forEach((names, systems) -> lines.add(INDENT + "others   " + names + " (" + systems + ")"));
        table(below, columns, lines);
        return lines;
    }

    private static void table(List<Setting> rows, int columns, List<String> lines) {
        int keys = rows.stream().mapToInt(row -> row.key().length()).max().orElse(0);
        int values = rows.stream()
                .mapToInt(row -> row.standard().orElse("").length())
                .filter(length -> length <= WIDEST_VALUE)
                .max()
                .orElse(0);
        for (Setting row : rows) {
            lines.add(cut(
                    INDENT
                            + pad(row.key(), keys)
                            + INDENT
                            + pad(row.standard().orElse(""), values)
                            + INDENT
                            + plain(row.words()),
                    columns));
        }
    }

    /** Backquotes mark code on a page; a terminal does without. */
    private static String plain(String text) {
        return text.replace("`", "");
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Names by the systems that have them. */
    static Map<String, String> elsewhere(Setting setting) {
        Map<String, List<String>> bySystems = new LinkedHashMap<>();
        for (PeerName name : setting.elsewhere()) {
            bySystems
                    .computeIfAbsent(String.join(", ", name.systems()), any -> new ArrayList<>())
                    .add(name.name());
        }
        Map<String, String> names = new LinkedHashMap<>();
        bySystems.forEach((systems, each) -> names.put(String.join(", ", each), systems));
        return names;
    }

    private static String cut(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, columns - 1).stripTrailing() + "…";
    }

    private static void wrap(String indent, String text, int columns, List<String> lines) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : plain(text).split(" ")) {
            if (line.length() > indent.length() && line.length() + word.length() > columns) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(indent);
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString().stripTrailing());
    }
}
