package dev.millrace.replay.compare;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/** A comparison as pictures. Draws without a display. */
public final class ComparisonPlots {

    private static final int SIZE = 640;
    private static final int MARGIN = 70;
    private static final Color OF_A = new Color(0x1f77b4);
    private static final Color OF_B = new Color(0xff7f0e);

    private ComparisonPlots() {}

    /**
     * Draws {@code advantages.png}, each trajectory's advantage under A and under B, and {@code mass.png}, the mass of
     * the token advantages by category.
     *
     * @param folder is made if it is not there
     */
    public static void draw(Path folder, Comparison comparison, ComparisonBuilder values) {
        try {
            Files.createDirectories(folder);
            write(folder.resolve("advantages.png"), scatter(values.advantagesA(), values.advantagesB()));
            write(folder.resolve("mass.png"), bars(comparison.mass()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write plots to " + folder + ": " + e, e);
        }
    }

    private static void write(Path file, BufferedImage image) throws IOException {
        if (!ImageIO.write(image, "png", file.toFile())) {
            throw new IOException("this Java writes no PNG");
        }
    }

    private static BufferedImage scatter(double[] a, double[] b) {
        BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = canvas(image, "advantage under A (across) and B (up)");
        double largest = Math.max(1e-9, Math.max(largest(a), largest(b)));
        pen.setColor(Color.LIGHT_GRAY);
        pen.drawLine(MARGIN, SIZE / 2, SIZE - MARGIN, SIZE / 2);
        pen.drawLine(SIZE / 2, MARGIN, SIZE / 2, SIZE - MARGIN);
        pen.drawLine(MARGIN, SIZE - MARGIN, SIZE - MARGIN, MARGIN);
        pen.setColor(Color.DARK_GRAY);
        pen.drawString(String.format(Locale.ROOT, "±%.2f", largest), SIZE - MARGIN - 10, SIZE / 2 - 6);
        pen.setColor(new Color(OF_A.getRed(), OF_A.getGreen(), OF_A.getBlue(), 60));
        double scale = (SIZE / 2.0 - MARGIN) / largest;
        for (int i = 0; i < a.length; i++) {
            int x = (int) Math.round(SIZE / 2.0 + a[i] * scale);
            int y = (int) Math.round(SIZE / 2.0 - b[i] * scale);
            pen.fillOval(x - 3, y - 3, 7, 7);
        }
        pen.dispose();
        return image;
    }

    private static BufferedImage bars(Map<String, Comparison.Mass> mass) {
        int row = 44;
        int height = 2 * MARGIN + row * Math.max(1, mass.size());
        BufferedImage image = new BufferedImage(SIZE, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = canvas(image, "mass of token advantages by category: A above, B below");
        double largest = mass.values().stream()
                .mapToDouble(each -> Math.max(each.a(), each.b()))
                .max()
                .orElse(1);
        double scale = (SIZE - 3.0 * MARGIN) / Math.max(1e-9, largest);
        int y = MARGIN;
        for (Map.Entry<String, Comparison.Mass> entry : mass.entrySet()) {
            pen.setColor(Color.DARK_GRAY);
            pen.drawString(entry.getKey(), 8, y + 22);
            bar(pen, OF_A, y, entry.getValue().a(), scale);
            bar(pen, OF_B, y + 16, entry.getValue().b(), scale);
            y += row;
        }
        pen.dispose();
        return image;
    }

    private static void bar(Graphics2D pen, Color color, int y, double value, double scale) {
        int width = (int) Math.round(value * scale);
        pen.setColor(color);
        pen.fillRect(2 * MARGIN, y, width, 14);
        pen.setColor(Color.DARK_GRAY);
        pen.drawString(String.format(Locale.ROOT, "%.1f", value), 2 * MARGIN + width + 4, y + 12);
    }

    private static Graphics2D canvas(BufferedImage image, String title) {
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, image.getWidth(), image.getHeight());
        pen.setColor(Color.DARK_GRAY);
        pen.setStroke(new BasicStroke(1));
        pen.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        pen.drawString(title, MARGIN, MARGIN / 2);
        return pen;
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }
}
