package dev.millrace.models.qwen.image;

/** Height and width in pixels. */
public record ImageSize(int height, int width) {

    private static final int GREATEST_RATIO = 200;

    /**
     * The size at which the vision tower sees an image of this size: both edges multiples of a cell's, about the same form, and
     * an area between two limits. Halves are rounded to the even multiple, as the reference does.
     *
     * @param cell edge of a cell, in pixels
     * @param minPixels least area
     * @param maxPixels greatest area
     * @throws IllegalArgumentException if the image has no pixels, or one edge is more than 200 times the other
     */
    public ImageSize resized(int cell, int minPixels, int maxPixels) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("it has " + width + "x" + height + " pixels");
        }
        if (Math.max(height, width) > (long) GREATEST_RATIO * Math.min(height, width)) {
            throw new IllegalArgumentException("it has " + width + "x" + height + " pixels, one edge more than "
                    + GREATEST_RATIO + " times the other");
        }
        long tall = (long) Math.rint((double) height / cell) * cell;
        long wide = (long) Math.rint((double) width / cell) * cell;
        double area = (double) height * width;
        if (tall * wide > maxPixels) {
            double shrink = Math.sqrt(area / maxPixels);
            tall = Math.max(cell, (long) Math.floor(height / shrink / cell) * cell);
            wide = Math.max(cell, (long) Math.floor(width / shrink / cell) * cell);
        } else if (tall * wide < minPixels) {
            double enlarge = Math.sqrt(minPixels / area);
            tall = (long) Math.ceil(height * enlarge / cell) * cell;
            wide = (long) Math.ceil(width * enlarge / cell) * cell;
        }
        return new ImageSize(Math.toIntExact(tall), Math.toIntExact(wide));
    }
}
