package dev.millrace.models.qwen.image;

import dev.millrace.models.qwen.config.ImageProcessing;
import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.ImageDigest;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.RgbImage;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Images at the size at which the tower sees them. One is looked at when its prompt is checked, sampled and measured; so the latest
 * are kept. Safe for all threads.
 */
public final class QwenImages {

    /** Values of the images that are kept: 256 MiB. */
    private static final long KEPT_VALUES = 64L << 20;

    private final ImageDecoder decoder;
    private final VisionConfig vision;
    private final ImageProcessing processing;
    private final Map<ImageDigest, Pixels> latest = new LinkedHashMap<>(16, 0.75f, true);
    private long keptValues;

    public QwenImages(ImageDecoder decoder, VisionConfig vision, ImageProcessing processing) {
        this.decoder = decoder;
        this.vision = vision;
        this.processing = processing;
    }

    /**
     * An image as the tower sees it, with values from 0 to 1.
     *
     * @throws IllegalArgumentException saying what is wrong, if it cannot be read or resized
     */
    public Pixels pixels(EncodedImage image) {
        synchronized (latest) {
            Pixels known = latest.get(image.digest());
            if (known != null) {
                return known;
            }
        }
        Pixels decoded = decoder.decode(image.toBytes(), "image " + image.digest());
        ImageSize size = PatchRows.seen(new ImageSize(decoded.height(), decoded.width()), vision, processing);
        boolean fits = size.height() == decoded.height() && size.width() == decoded.width();
        Pixels seen = fits
                ? decoded
                : RgbImage.of(decoded).resized(size.width(), size.height()).toPixels();
        keep(image.digest(), seen);
        return seen;
    }

    private void keep(ImageDigest digest, Pixels seen) {
        synchronized (latest) {
            if (latest.put(digest, seen) == null) {
                keptValues += values(seen);
            }
            Iterator<Pixels> eldest = latest.values().iterator();
            while (keptValues > KEPT_VALUES && eldest.hasNext()) {
                keptValues -= values(eldest.next());
                eldest.remove();
            }
        }
    }

    private static long values(Pixels pixels) {
        return (long) pixels.width() * pixels.height() * pixels.channels();
    }

    /** The grid of an image that has the size at which the tower sees it. */
    public PatchGrid grid(Pixels seen) {
        return new PatchGrid(seen.height() / vision.patchSize(), seen.width() / vision.patchSize(), vision.mergeSize());
    }

    /** The patches of an image, or of a view of it of the same size. */
    public PatchRows patches(Pixels seen) {
        return PatchRows.of(seen, vision, processing);
    }

    /** Edge of a patch, by which views are blackened. */
    public int patchSize() {
        return vision.patchSize();
    }
}
