package dev.millrace.monitoring.groups;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The words of a row that a filter looks for, whole and in any case. */
enum WordField {
    CATEGORY("category of the prompt", row -> some(row.category())),
    TASK(
            "what kind of output was asked for",
            row -> some(row.prompt() == null ? null : row.prompt().task())),
    CLOSED("complete, partial, dropped, or deadline", WordField::closed),
    REASON(
            "why something of it was dropped",
            row -> row.drops().stream().map(GroupDrop::reason).toList()),
    BY(
            "the role that dropped something of it",
            row -> row.drops().stream().map(GroupDrop::by).toList()),
    PROMPT("id of the prompt", row -> some(row.promptId())),
    ID("id of the group", row -> List.of(row.id()));

    private final String words;
    private final Function<GroupRow, List<String>> values;

    WordField(String words, Function<GroupRow, List<String>> values) {
        this.words = words;
        this.values = values;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String words() {
        return words;
    }

    List<String> of(GroupRow row) {
        return values.apply(row);
    }

    private static List<String> some(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }

    /** A group that was closed by its deadline is one of the others too. */
    private static List<String> closed(GroupRow row) {
        return row.isByDeadline() ? List.of(row.closed(), "deadline") : List.of(row.closed());
    }
}
