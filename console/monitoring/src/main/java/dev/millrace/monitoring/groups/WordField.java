package dev.millrace.monitoring.groups;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words of a row that a filter looks for, whole and in any case. */
enum WordField {
    CATEGORY("category of the prompt", row -> some(row.category())),
    TASK(
            "what kind of output was asked for",
            row -> some(row.prompt() == null ? null : row.prompt().task())),
    CLOSED("complete, partial, dropped, or deadline", WordField::closed),
    REASON("why something of it was dropped", row -> row.drops().stream().map(GroupDrop::reason)),
    BY("the role that dropped something of it", row -> row.drops().stream().map(GroupDrop::by)),
    PROMPT("id of the prompt", row -> some(row.promptId())),
    ID("id of the group", row -> Stream.of(row.id()));

    private final String words;
    private final Function<GroupRow, Stream<String>> values;

    WordField(String words, Function<GroupRow, Stream<String>> values) {
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
        return values.apply(row).toList();
    }

    private static Stream<String> some(@Nullable String value) {
        return value == null ? Stream.empty() : Stream.of(value);
    }

    /** A group that was closed by its deadline is one of the others too. */
    private static Stream<String> closed(GroupRow row) {
        return row.isByDeadline() ? Stream.of(row.closed(), "deadline") : Stream.of(row.closed());
    }
}
