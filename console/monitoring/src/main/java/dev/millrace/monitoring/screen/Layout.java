package dev.millrace.monitoring.screen;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/**
 * Panels one below the other, some of them in pairs, a blank line before each. Pure.
 *
 * @param blocks of one panel or two
 * @param leftOut panels that found no room
 */
record Layout(List<List<Panel>> blocks, List<Panel> leftOut) {

    private static final int GUTTER = 3;

    Layout {
        blocks = blocks.stream().map(List::copyOf).toList();
        leftOut = List.copyOf(leftOut);
    }

    /** All of the panels, however many lines they take: neighbours that fit beside each other are a pair. */
    static Layout of(List<Panel> panels, int columns) {
        List<List<Panel>> blocks = new ArrayList<>();
        for (int i = 0; i < panels.size(); i++) {
            boolean isPair = i + 1 < panels.size()
                    && panels.get(i).width() + GUTTER + panels.get(i + 1).width() <= columns;
            blocks.add(isPair ? List.of(panels.get(i), panels.get(i + 1)) : List.of(panels.get(i)));
            i += isPair ? 1 : 0;
        }
        return new Layout(blocks, List.of());
    }

    /** The same in so many lines: the longest panels are folded, then the last are left out. */
    Layout within(int rows) {
        Layout fitted = this;
        while (fitted.height() > rows && !fitted.blocks.isEmpty()) {
            fitted = fitted.smaller();
        }
        return fitted;
    }

    int height() {
        return blocks.stream().mapToInt(block -> 1 + height(block)).sum();
    }

    private static int height(List<Panel> block) {
        return block.stream().mapToInt(Panel::height).max().orElse(0);
    }

    private Layout smaller() {
        int tallest = -1;
        for (int i = 0; i < blocks.size(); i++) {
            boolean isTaller = tallest < 0 || height(blocks.get(i)) > height(blocks.get(tallest));
            tallest = isTaller && canShrink(blocks.get(i)) ? i : tallest;
        }
        List<List<Panel>> left = new ArrayList<>(blocks);
        if (tallest < 0) {
            List<Panel> out = new ArrayList<>(left.remove(left.size() - 1));
            out.addAll(leftOut);
            return new Layout(left, out);
        }
        int height = height(left.get(tallest));
        left.set(
                tallest,
                left.get(tallest).stream()
                        .map(panel -> panel.height() == height ? panel.fold() : panel)
                        .toList());
        return new Layout(left, leftOut);
    }

    /** A shorter panel of a pair does not stand in the way. */
    private static boolean canShrink(List<Panel> block) {
        int height = height(block);
        return block.stream().allMatch(panel -> panel.height() < height || panel.canFold());
    }

    List<AttributedString> lines(int columns) {
        List<AttributedString> lines = new ArrayList<>();
        for (List<Panel> block : blocks) {
            lines.add(AttributedString.EMPTY);
            if (block.size() == 1) {
                lines.addAll(block.get(0).lines(columns));
            } else {
                lines.addAll(beside(block.get(0), block.get(1), columns));
            }
        }
        return lines;
    }

    /** The second begins in the middle, or behind the first where that is wider. */
    private static List<AttributedString> beside(Panel left, Panel right, int columns) {
        int begin = Math.max(left.width() + GUTTER, Math.min(columns / 2, columns - right.width()));
        List<AttributedString> one = left.lines(begin - GUTTER);
        List<AttributedString> other = right.lines(columns - begin);
        List<AttributedString> lines = new ArrayList<>();
        for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
            AttributedStringBuilder line = new AttributedStringBuilder();
            AttributedString first = i < one.size() ? one.get(i) : AttributedString.EMPTY;
            line.append(first);
            if (i < other.size()) {
                line.append(" ".repeat(begin - first.columnLength())).append(other.get(i));
            }
            lines.add(line.toAttributedString());
        }
        return lines;
    }
}
