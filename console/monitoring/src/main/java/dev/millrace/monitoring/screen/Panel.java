package dev.millrace.monitoring.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/**
 * A table with a title. Rows that find no room are folded, the last first, and counted. Pure.
 *
 * @param title what the rows are
 * @param columns their columns
 * @param rows of one cell for each column
 * @param folded rows that are not shown
 */
record Panel(String title, List<Column> columns, List<List<String>> rows, int folded) {

    private static final String GAP = "  ";
    private static final int NARROWEST = 6;

    Panel {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row of " + title + " has " + row.size() + " cells for " + columns.size() + " columns");
            }
        }
    }

    Panel(String title, List<Column> columns, List<List<String>> rows) {
        this(title, columns, rows, 0);
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Lines that it takes: its title, its heading, its rows, and one that counts what is folded. */
    int height() {
        return 2 + rows.size() + (folded > 0 ? 1 : 0);
    }

    /** Columns that it takes where nothing of it is cut. */
    int width() {
        int[] widths = naturalWidths();
        return Math.max(Cells.width(title), Arrays.stream(widths).sum() + GAP.length() * (widths.length - 1));
    }

    /** Whether it has a row to spare, so that {@link #fold} makes it smaller. */
    boolean canFold() {
        return rows.size() > (folded > 0 ? 1 : 2);
    }

    /** The same with a line less. */
    Panel fold() {
        int less = folded > 0 ? 1 : 2;
        return new Panel(title, columns, rows.subList(0, rows.size() - less), folded + less);
    }

    /** Its lines, none wider than {@code width} columns of a terminal. */
    List<AttributedString> lines(int width) {
        int[] widths = widths(width);
        List<AttributedString> lines = new ArrayList<>();
        lines.add(cut(new AttributedString(title, AttributedStyle.BOLD), width));
        lines.add(line(columns.stream().map(Column::name).toList(), widths, AttributedStyle.DEFAULT.faint(), width));
        rows.forEach(row -> lines.add(line(row, widths, AttributedStyle.DEFAULT, width)));
        if (folded > 0) {
            lines.add(cut(new AttributedString("and " + folded + " more", AttributedStyle.DEFAULT.faint()), width));
        }
        return lines;
    }

    private int[] naturalWidths() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Cells.width(columns.get(i).name());
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], Cells.width(row.get(i)));
            }
        }
        return widths;
    }

    /** As wide as what stands in them; where that is too much, the widest become narrower. */
    private int[] widths(int most) {
        int[] widths = naturalWidths();
        int room = most - GAP.length() * (widths.length - 1);
        while (Arrays.stream(widths).sum() > room) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= NARROWEST) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private AttributedString line(List<String> cells, int[] widths, AttributedStyle style, int width) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = Cells.fit(cells.get(i), widths[i], columns.get(i).number());
            line.styled(style, i == 0 ? cell : GAP + cell);
        }
        return cut(line.toAttributedString(), width);
    }

    private static AttributedString cut(AttributedString line, int width) {
        return line.columnSubSequence(0, width);
    }
}
