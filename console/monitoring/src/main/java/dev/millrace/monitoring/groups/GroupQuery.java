package dev.millrace.monitoring.groups;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of the table are wanted, and in which order.
 *
 * @param isRising from low to high, or from old to new
 * @param until rows of a later time are counted, and not shown, so that the table stands still while it is read; null for
 *     all
 * @param from the first row, from 0
 * @param most rows that are given
 */
public record GroupQuery(
        GroupView view, Filter filter, GroupSort sort, boolean isRising, @Nullable Instant until, int from, int most) {

    /** The rows that it asks for. Pure. */
    public GroupPage page(List<GroupRow> all) {
        List<GroupRow> wanted = all.stream()
                .filter(row -> view.shows(row) && filter.holds(row))
                .collect(Collectors.toCollection(ArrayList::new));
        int found = wanted.size();
        Instant end = until;
        if (end != null) {
            wanted.removeIf(row -> row.at().isAfter(end));
        }
        sort.sort(wanted, isRising);
        int begin = Math.max(0, Math.min(from, wanted.size()));
        return new GroupPage(
                wanted.size(),
                found - wanted.size(),
                all.size(),
                List.copyOf(wanted.subList(begin, Math.min(wanted.size(), begin + Math.max(0, most)))));
    }
}
