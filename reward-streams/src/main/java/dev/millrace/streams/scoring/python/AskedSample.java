package dev.millrace.streams.scoring.python;

import dev.millrace.policy.image.EncodedImage;
import java.util.Map;

/** A sample as it is sent, and the images that it names, by their digests. */
final class AskedSample {

    private final byte[] json;
    private final Map<String, EncodedImage> images;

    /** @param json not changed any more */
    AskedSample(byte[] json, Map<String, EncodedImage> images) {
        this.json = json;
        this.images = Map.copyOf(images);
    }

    byte[] json() {
        return json;
    }

    Map<String, EncodedImage> images() {
        return images;
    }
}
