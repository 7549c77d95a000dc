package dev.millrace.models.mot.prompt;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.ImageDigest;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.RgbImage;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Images as the policy sees them, in its size. An image is looked at when its prompt is checked and again when it is sampled,
 * mostly for several prompts; so the latest are kept. Safe for all threads.
 */
final class DecodedImages {

    private static final int KEPT = 256;

    private final ImageDecoder decoder;
    private final int side;
    private final Map<ImageDigest, Pixels> latest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ImageDigest, Pixels> eldest) {
            return size() > KEPT;
        }
    };

    /** @param side width and height of the images of the policy */
    DecodedImages(ImageDecoder decoder, int side) {
        this.decoder = decoder;
        this.side = side;
    }

    /**
     * The pixels of an image.
     *
     * @throws IllegalArgumentException saying what is wrong, if it cannot be read
     */
    Pixels pixels(EncodedImage image) {
        synchronized (latest) {
            Pixels known = latest.get(image.digest());
            if (known != null) {
                return known;
            }
        }
        Pixels pixels = sized(decoder.decode(image.toBytes(), "image " + image.digest()));
        synchronized (latest) {
            latest.put(image.digest(), pixels);
        }
        return pixels;
    }

    private Pixels sized(Pixels decoded) {
        boolean fits = decoded.width() == side && decoded.height() == side;
        return fits ? decoded : RgbImage.of(decoded).resized(side, side).toPixels();
    }
}
