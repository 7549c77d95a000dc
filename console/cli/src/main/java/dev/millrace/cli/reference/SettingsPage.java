package dev.millrace.cli.reference;

import dev.millrace.runtime.config.Setting;
import dev.millrace.runtime.config.SettingsReference;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All settings as a page in Markdown. Pure. */
public final class SettingsPage {

    private static final List<String> HEAD = List.of(
            "# Settings",
            "",
            "Every key there is, with its default. The sentences are those of the code; `./millrace config explain KEY` prints",
            "them one by one, and `--dry-run` as comments. How settings are written, secrets, and the properties of Kafka's",
            "clients: [how-settings-work.md](how-settings-work.md).");

    private final SettingsReference settings;
    private final List<String> lines = new ArrayList<>(HEAD);

    private SettingsPage(SettingsReference settings) {
        this.settings = settings;
    }

    /** The page. */
    public static String of(SettingsReference settings) {
        SettingsPage page = new SettingsPage(settings);
        page.settings.below("").forEach(page::section);
        return String.join("\n", page.lines) + "\n";
    }

    private void section(Setting section) {
        lines.addAll(List.of("", "## " + section.key(), "", sentence(section.words()), ""));
        if (section.key().equals("scorers")) {
            scorers();
            return;
        }
        table(settings.all(section.key()));
    }

    /** Of scorers the page has what every declaration holds, and what the types hold beside. */
    private void scorers() {
        lines.add("`NAME` is any name; one that has the name of its type and a weight need not be declared.");
        lines.add("");
        table(settings.below("scorers.NAME").stream()
                .filter(each -> !each.key().endsWith(".config"))
                .toList());
        for (String type : settings.scorersWithConfig()) {
            lines.addAll(List.of("", "Scorers of the type `" + type + "` also have:", ""));
            table(settings.all("scorers." + type + ".config"));
        }
    }

    private void table(List<Setting> rows) {
        lines.add("| key | default | what it is |");
        lines.add("|---|---|---|");
        for (Setting row : rows) {
            String standard =
                    row.standard().map(value -> "`" + cell(value) + "`").orElse("");
            lines.add("| `" + row.key() + (row.isSection() ? ".…" : "") + "` | " + standard + " | " + cell(said(row))
                    + " |");
        }
    }

    private static String said(Setting row) {
        String words = sentence(row.words());
        if (row.choices().isEmpty()) {
            return words + kind(row);
        }
        return words + " "
                + row.choices().stream()
                        .map(choice -> "`" + choice.value() + "`"
                                + (choice.words().isEmpty()
                                        ? ""
                                        : ": " + choice.words().replaceFirst("\\.$", "")))
                        .collect(Collectors.joining("; ", "", "."));
    }

    /** Numbers, texts and paths show what they are by their defaults. */
    private static String kind(Setting row) {
        return switch (row.kind()) {
            case "whole number", "number", "text", "path", "name", "duration", "true or false", "section" -> "";
            case "sections by name" -> " Each stands under a name.";
            default -> " A " + row.kind() + ".";
        };
    }

    private static String sentence(String words) {
        if (words.isEmpty()) {
            return "";
        }
        boolean isPlainWord = words.matches("(?s)[a-z]+([ ,].*)?");
        String begun = isPlainWord ? Character.toUpperCase(words.charAt(0)) + words.substring(1) : words;
        return begun.matches("(?s).*[.:!?]") ? begun : begun + ".";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }
}
