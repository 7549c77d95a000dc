package dev.millrace.models.mot.prompt;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.ImageDigest;
import dev.millrace.policy.image.Pixels;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Images as the policy sees them. An image is looked at when its prompt is checked and again when it is sampled, mostly for
 * several prompts; so the latest are kept, if they are small enough for the policy. Safe for all threads.
 */
final class DecodedImages {

    private static final int KEPT = 256;

    private final ImageDecoder decoder;
    private final int largest;
    private final Map<ImageDigest, Pixels> latest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ImageDigest, Pixels> eldest) {
            return size() > KEPT;
        }
    };

    /** @param largest values of the largest image that is kept */
    DecodedImages(ImageDecoder decoder, int largest) {
        this.decoder = decoder;
        this.largest = largest;
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
        Pixels pixels = decoder.decode(image.toBytes(), "image " + image.digest());
        if ((long) pixels.width() * pixels.height() * pixels.channels() <= largest) {
            synchronized (latest) {
                latest.put(image.digest(), pixels);
            }
        }
        return pixels;
    }
}
