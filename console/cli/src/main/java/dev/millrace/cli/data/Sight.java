package dev.millrace.cli.data;

import dev.millrace.policy.image.RgbImage;
import dev.millrace.scenes.world.Category;
import java.util.function.LongFunction;

/** Which image a question about a scene is asked with: a control of whatever is said to come from seeing. */
public enum Sight {
    /** That of its scene. */
    OWN {
        @Override
        RgbImage image(LongFunction<RgbImage> images, long index) {
            return images.apply(index);
        }
    },
    /** That of the next scene of the same category: as rich, and without the answer. */
    OTHERS {
        @Override
        RgbImage image(LongFunction<RgbImage> images, long index) {
            return images.apply(index + Category.values().length);
        }
    },
    /** A black one of the same size. */
    NONE {
        @Override
        RgbImage image(LongFunction<RgbImage> images, long index) {
            RgbImage own = images.apply(index);
            return RgbImage.of(own.width(), own.height(), new byte[own.width() * own.height() * CHANNELS]);
        }
    };

    private static final int CHANNELS = 3;

    /**
     * The image of a question.
     *
     * @param images that of the scene at a place
     */
    abstract RgbImage image(LongFunction<RgbImage> images, long index);
}
