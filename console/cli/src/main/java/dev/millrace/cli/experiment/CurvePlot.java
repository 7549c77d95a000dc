package dev.millrace.cli.experiment;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * Lines as a PNG, with the 95 % intervals of their last points beside them: those of all points would hide the lines. Used
 * by one thread.
 */
final class CurvePlot {

    private static final int WIDTH = 1080;
    private static final int HEIGHT = 560;
    private static final int LEFT = 70;
    private static final int RIGHT = 340;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final double STEP = 0.05;

    /** Pixels from one interval to the next, and from the intervals to the labels. */
    private static final int GAP = 9;

    /** Told apart also by readers who see fewer colours (Okabe and Ito, 2008), then lighter ones. */
    private static final List<Color> COLORS = List.of(
            new Color(0x000000),
            new Color(0xD55E00),
            new Color(0x0072B2),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0xE69F00),
            new Color(0x56B4E9),
            new Color(0x8C8C00),
            new Color(0x7F7F7F),
            new Color(0xB39DDB),
            new Color(0x8D6E63),
            new Color(0xA5D6A7));

    /**
     * A line of the plot.
     *
     * @param label beside it
     * @param points at least one
     */
    record Line(String label, List<Point> points) {

        Interval last() {
            return points.get(points.size() - 1).y();
        }
    }

    /** A point of a line. */
    record Point(double x, Interval y) {}

    private final List<Line> lines;
    private final double most;
    private final double low;
    private final double high;

    private CurvePlot(List<Line> lines) {
        this.lines = lines;
        this.most = Math.max(
                1,
                lines.stream()
                        .flatMap(line -> line.points().stream())
                        .mapToDouble(Point::x)
                        .max()
                        .orElse(1));
        this.low = STEP * Math.floor(edge(-1) / STEP);
        this.high = Math.max(low + STEP, STEP * Math.ceil(edge(1) / STEP));
    }

    /** The highest value that is shown, for a side of 1, or the lowest, for -1. */
    private double edge(int side) {
        return side * lines.stream().mapToDouble(line -> edge(line, side)).max().orElse(0);
    }

    /** The same of one line, times the side. */
    private static double edge(Line line, int side) {
        double ofMeans = line.points().stream()
                .mapToDouble(point -> side * point.y().mean())
                .max()
                .orElse(0);
        Interval last = line.last();
        return Math.max(
                ofMeans, side * last.mean() + Math.min(0.1, last.halfWidth().orElse(0)));
    }

    /** Draws lines into a file. */
    static void write(String title, String below, List<Line> lines, Path file) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            new CurvePlot(lines).draw(graphics, title, below);
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        } finally {
            graphics.dispose();
        }
    }

    private void draw(Graphics2D graphics, String title, String below) {
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        axes(graphics, title, below);
        for (int i = 0; i < lines.size(); i++) {
            graphics.setColor(COLORS.get(i % COLORS.size()));
            line(graphics, lines.get(i).points());
            interval(graphics, lines.get(i).last(), WIDTH - RIGHT + GAP * (i + 1));
            int legend = WIDTH - RIGHT + GAP * (lines.size() + 2);
            graphics.fillRect(legend, TOP + 22 * i, 14, 4);
            graphics.drawString(lines.get(i).label(), legend + 20, TOP + 22 * i + 7);
        }
    }

    private void axes(Graphics2D graphics, String title, String below) {
        graphics.setColor(Color.BLACK);
        graphics.drawString(title, LEFT, TOP - 22);
        centred(graphics, below, x(most / 2), HEIGHT - 18);
        for (int tick = 0; tick <= 4; tick++) {
            double samples = most * tick / 4;
            centred(graphics, String.format(Locale.ROOT, "%,.0f", samples), x(samples), HEIGHT - 38);
        }
        for (double accuracy = low; accuracy <= high + 1e-9; accuracy += STEP) {
            graphics.setColor(new Color(0xDDDDDD));
            graphics.draw(new Line2D.Double(LEFT, y(accuracy), WIDTH - RIGHT, y(accuracy)));
            graphics.setColor(Color.BLACK);
            graphics.drawString(String.format(Locale.ROOT, "%.2f", accuracy), LEFT - 42, (int) y(accuracy) + 5);
        }
    }

    private static void centred(Graphics2D graphics, String text, double x, int y) {
        graphics.drawString(text, (float) (x - graphics.getFontMetrics().stringWidth(text) / 2.0), y);
    }

    private void line(Graphics2D graphics, List<Point> curve) {
        graphics.setStroke(new BasicStroke(2));
        for (int i = 0; i < curve.size(); i++) {
            double x = x(curve.get(i).x());
            double y = y(curve.get(i).y().mean());
            if (i > 0) {
                graphics.draw(new Line2D.Double(
                        x(curve.get(i - 1).x()), y(curve.get(i - 1).y().mean()), x, y));
            }
            graphics.fill(new Ellipse2D.Double(x - 3, y - 3, 6, 6));
        }
    }

    private void interval(Graphics2D graphics, Interval value, int x) {
        double half = value.halfWidth().orElse(0);
        graphics.draw(new Line2D.Double(
                x, Math.max(TOP, y(value.mean() + half)), x, Math.min(HEIGHT - BOTTOM, y(value.mean() - half))));
        graphics.fill(new Ellipse2D.Double(x - 3, y(value.mean()) - 3, 6, 6));
    }

    private double x(double samples) {
        return LEFT + samples / most * (WIDTH - LEFT - RIGHT);
    }

    private double y(double accuracy) {
        return HEIGHT - BOTTOM - (accuracy - low) / (high - low) * (HEIGHT - TOP - BOTTOM);
    }
}
