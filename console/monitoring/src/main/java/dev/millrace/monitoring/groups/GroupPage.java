package dev.millrace.monitoring.groups;

import java.util.List;

/**
 * Some rows of the table.
 *
 * @param total rows that were wanted, of which these are some
 * @param newer rows that would be wanted, and are younger than what was asked for
 * @param remembered rows that were looked at
 */
public record GroupPage(int total, int newer, int remembered, List<GroupRow> rows) {

    public GroupPage {
        rows = List.copyOf(rows);
    }
}
