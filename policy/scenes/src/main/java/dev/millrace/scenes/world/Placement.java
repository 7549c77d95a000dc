package dev.millrace.scenes.world;

import java.util.random.RandomGenerator;

/** Where and how a glyph of the unit square stands in its cell: sheared, turned, scaled, then moved. */
record Placement(double shear, double cos, double sin, double width, double height, double centreX, double centreY) {

    private static final double LEAST_ASPECT = 0.62;
    private static final double ASPECT_SPREAD = 0.25;

    static Placement draw(SceneStyle style, int cell, RandomGenerator random) {
        double shear = style.slant() + style.slantSpread() * symmetric(random);
        double turn = style.turn() * symmetric(random);
        double height = style.minHeight() + (style.maxHeight() - style.minHeight()) * random.nextDouble();
        double width = height * (LEAST_ASPECT + ASPECT_SPREAD * random.nextDouble());
        double centreX = cell / 2.0 + style.shift() * symmetric(random);
        double centreY = cell / 2.0 + style.shift() * symmetric(random);
        return new Placement(shear, Math.cos(turn), Math.sin(turn), width, height, centreX, centreY);
    }

    private static double symmetric(RandomGenerator random) {
        return 2 * random.nextDouble() - 1;
    }

    /** Points of the unit square as pixels of the cell. */
    Points toCell(Points points) {
        double[] placed = new double[2 * points.size()];
        for (int i = 0; i < points.size(); i++) {
            double y = (points.at(i, 1) - 0.5) * height;
            double x = (points.at(i, 0) - 0.5) * width - shear * y;
            placed[2 * i] = centreX + cos * x - sin * y;
            placed[2 * i + 1] = centreY + sin * x + cos * y;
        }
        return new Points(placed);
    }
}
