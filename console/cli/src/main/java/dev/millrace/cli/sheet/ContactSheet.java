package dev.millrace.cli.sheet;

import dev.millrace.cli.evaluate.DrawingEvaluation;
import dev.millrace.cli.evaluate.DrawingEvaluator;
import dev.millrace.cli.evaluate.JudgedDrawing;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * Drawings with the prompts that asked for them, a tick where all rules hold and a cross where one does not. A prompt to a
 * line, a few of each category; evaluations of the same prompts stand side by side. For one thread.
 */
public final class ContactSheet {

    private static final int PER_CATEGORY = 2;
    private static final int CELL = 72;
    private static final int ROW = 88;
    private static final int PICTURE = 64;
    private static final int MARK = 11;
    private static final int GAP = 24;
    private static final int TEXT = 420;
    private static final int HEAD = 48;
    private static final int EDGE = 12;

    private static final Color BACKGROUND = new Color(0xFAFAFA);
    private static final Color INK = new Color(0x222222);
    private static final Color FAINT = new Color(0x777777);
    private static final Color PASSED = new Color(0x009E73);
    private static final Color FAILED = new Color(0xD55E00);

    private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 15);
    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    private static final Font SMALL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

    /**
     * One evaluation among others.
     *
     * @param heading stands above its images
     */
    public record Column(String heading, DrawingEvaluation evaluation) {}

    private final List<Column> columns;
    private final List<Integer> places;

    private ContactSheet(List<Column> columns) {
        this.columns = List.copyOf(columns);
        this.places = places(columns.get(0).evaluation());
    }

    /**
     * Writes a PNG file.
     *
     * @param columns at least one, all of the same prompts in the same order
     * @throws IllegalArgumentException if they are not
     */
    public static void write(List<Column> columns, Path file) {
        for (Column column : columns) {
            if (!items(column).equals(items(columns.get(0)))) {
                throw new IllegalArgumentException("a contact sheet compares drawings of the same prompts");
            }
        }
        try {
            ImageIO.write(new ContactSheet(columns).paint(), "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static List<String> items(Column column) {
        return column.evaluation().drawings().stream()
                .map(drawing -> drawing.item().id())
                .toList();
    }

    /** The first few prompts of each category, by category. */
    private static List<Integer> places(DrawingEvaluation evaluation) {
        List<String> order = new ArrayList<>();
        Map<String, List<Integer>> byCategory = new HashMap<>();
        List<JudgedDrawing> drawings = evaluation.drawings();
        for (int place = 0; place < drawings.size(); place++) {
            String category = drawings.get(place).item().category();
            List<Integer> some = byCategory.computeIfAbsent(category, unseen -> {
                order.add(unseen);
                return new ArrayList<>();
            });
            if (some.size() < PER_CATEGORY) {
                some.add(place);
            }
        }
        return order.stream()
                .flatMap(category -> byCategory.getOrDefault(category, List.of()).stream())
                .toList();
    }

    private BufferedImage paint() {
        int width = 2 * EDGE + TEXT + columns.size() * (DrawingEvaluator.IMAGES * CELL + GAP);
        int height = HEAD + places.size() * ROW + EDGE;
        BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = sheet.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(BACKGROUND);
            graphics.fillRect(0, 0, width, height);
            for (int column = 0; column < columns.size(); column++) {
                graphics.setColor(INK);
                graphics.setFont(BOLD);
                graphics.drawString(columns.get(column).heading(), left(column), HEAD - 16);
            }
            for (int row = 0; row < places.size(); row++) {
                row(graphics, places.get(row), HEAD + row * ROW);
            }
        } finally {
            graphics.dispose();
        }
        return sheet;
    }

    private static int left(int column) {
        return EDGE + TEXT + column * (DrawingEvaluator.IMAGES * CELL + GAP);
    }

    private void row(Graphics2D graphics, int place, int top) {
        JudgedDrawing first = columns.get(0).evaluation().drawings().get(place);
        graphics.setColor(INK);
        graphics.setFont(PLAIN);
        graphics.drawString(first.item().rules().prompt(), EDGE, top + 32);
        graphics.setColor(FAINT);
        graphics.setFont(SMALL);
        graphics.drawString(first.item().category(), EDGE, top + 50);
        if (!first.item().images().isEmpty()) {
            BufferedImage source = PngCodec.decode(first.item().images().get(0)).toBufferedImage();
            graphics.drawImage(source, EDGE + TEXT - CELL, top + 4, PICTURE, PICTURE, null);
        }
        for (int column = 0; column < columns.size(); column++) {
            JudgedDrawing drawing = columns.get(column).evaluation().drawings().get(place);
            List<RgbImage> images = drawing.images();
            for (int i = 0; i < images.size(); i++) {
                picture(
                        graphics,
                        images.get(i).toBufferedImage(),
                        drawing.passed().get(i),
                        left(column) + i * CELL,
                        top + 4);
            }
        }
    }

    private static void picture(Graphics2D graphics, BufferedImage image, boolean passed, int x, int y) {
        graphics.drawImage(image, x, y, PICTURE, PICTURE, null);
        graphics.setColor(passed ? PASSED : FAILED);
        graphics.setStroke(new BasicStroke(3));
        graphics.drawRect(x - 1, y - 1, PICTURE + 1, PICTURE + 1);
        int left = x + (PICTURE - MARK) / 2;
        int top = y + PICTURE + 5;
        if (passed) {
            graphics.drawLine(left, top + MARK - 5, left + 4, top + MARK);
            graphics.drawLine(left + 4, top + MARK, left + MARK + 2, top);
        } else {
            graphics.drawLine(left, top, left + MARK, top + MARK);
            graphics.drawLine(left, top + MARK, left + MARK, top);
        }
    }
}
