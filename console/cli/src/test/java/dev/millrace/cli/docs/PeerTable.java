package dev.millrace.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.runtime.config.PeerName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The names that other systems have, as a table within a page. */
final class PeerTable {

    private static final String BEGIN = "<!-- made of the code's table of names, from here -->\n";
    private static final String END = "<!-- to here -->\n";

    private PeerTable() {}

    /** The page with the present table between its marks. */
    static String within(String page, List<PeerName> names) {
        assertThat(page).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        return page.substring(0, page.indexOf(BEGIN) + BEGIN.length()) + "\n" + table(names) + "\n"
                + page.substring(page.indexOf(END));
    }

    /** Names that mean the same here stand in one row. */
    private static String table(List<PeerName> names) {
        Map<String, List<PeerName>> rows = new LinkedHashMap<>();
        names.forEach(name -> rows.computeIfAbsent(
                        name.ours().orElse("") + "|" + name.note() + "|" + name.systems(), any -> new ArrayList<>())
                .add(name));
        List<String> lines = new ArrayList<>(List.of("| there | in | here |", "|---|---|---|"));
        rows.values()
                .forEach(row -> lines.add("| "
                        + row.stream().map(name -> "`" + name.name() + "`").collect(Collectors.joining(", ")) + " | "
                        + String.join(", ", row.get(0).systems()) + " | " + here(row.get(0)) + " |"));
        return String.join("\n", lines) + "\n";
    }

    private static String here(PeerName name) {
        return name.ours()
                .map(key -> "`" + key + "`" + (name.note().isEmpty() ? "" : ". " + name.note()))
                .orElse("– " + name.note());
    }
}
