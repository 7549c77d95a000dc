package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.policy.text.Vocabulary;

/**
 * Two encoders into one space of {@value #SPACE} dimensions. Images: four convolutions to a 4×4 grid of patches, each
 * projected, and all together for the whole. Texts: word embeddings with their neighbours, each key word projected, and
 * their mean for the whole.
 */
final class DualEncoderNetwork {

    static final int SPACE = 64;

    /** Edge of the grid of patches. */
    static final int GRID = 4;

    static final int PATCHES = GRID * GRID;

    private static final int VOCABULARY = Vocabulary.builtIn().size();
    private static final int FIRST = 24;
    private static final int SECOND = 48;
    private static final int THIRD = 96;
    private static final int HIDDEN = 128;
    private static final int EMBEDDING = 64;
    private static final int NEIGHBOURS = 7;

    static final Layout LAYOUT = new Layout()
            .convolution("image.first", FIRST, ImageBatch.CHANNELS, 3)
            .convolution("image.second", SECOND, FIRST, 3)
            .convolution("image.third", THIRD, SECOND, 3)
            .convolution("image.fourth", THIRD, THIRD, 3)
            .linear("image.patch", SPACE, THIRD)
            .linear("image.hidden", HIDDEN, THIRD * PATCHES)
            .linear("image.whole", SPACE, HIDDEN)
            .table("text.embedding", VOCABULARY, EMBEDDING)
            .sequenceConvolution("text.neighbours", HIDDEN, EMBEDDING, NEIGHBOURS)
            .linear("text.word", SPACE, HIDDEN)
            .linear("text.hidden", HIDDEN, HIDDEN)
            .linear("text.whole", SPACE, HIDDEN)
            .scalar("whole.scale", 10)
            .scalar("whole.bias", -5)
            .scalar("patch.scale", 10)
            .scalar("patch.bias", -5);

    private DualEncoderNetwork() {}

    /**
     * @param patches unit vectors, (images, 16, space)
     * @param whole unit vectors, (images, space)
     */
    record Images(NDArray patches, NDArray whole) {}

    /**
     * @param keyWords unit vectors, (texts, key slots, space); empty slots hold another word
     * @param whole unit vectors, (texts, space)
     */
    record Texts(NDArray keyWords, NDArray whole) {}

    /** @param pixels (images, 3, 32, 32), values from 0 to 1 */
    static Images images(ParameterArrays parameters, NDManager manager, NDArray pixels) {
        Layers layers = new Layers(parameters);
        long count = pixels.getShape().get(0);
        NDArray x = layers.convolution("image.first", pixels, 2);
        x = layers.convolution("image.second", x, 2);
        x = layers.convolution("image.third", x, 2);
        x = layers.convolution("image.fourth", x, 1);
        NDArray grid = x.reshape(new Shape(count, THIRD, PATCHES)).transpose(0, 2, 1);
        NDArray whole = layers.rectifiedLinear("image.hidden", x.reshape(new Shape(count, (long) THIRD * PATCHES)));
        return new Images(
                Layers.unit(manager, layers.linear("image.patch", grid)),
                Layers.unit(manager, layers.linear("image.whole", whole)));
    }

    static Texts texts(ParameterArrays parameters, NDManager manager, TextBatch batch) {
        Layers layers = new Layers(parameters);
        int size = batch.size();
        int length = batch.length();
        NDArray ids = manager.create(batch.ids(), new Shape(size, length));
        NDArray mask = manager.create(batch.mask(), new Shape(size, length, 1));
        // Padding is zeroed before neighbours are looked at, so that a text's vectors do not depend on its batch.
        NDArray words =
                TensorOps.embedding(ids, parameters.get("text.embedding")).mul(mask);
        NDArray context = layers.sequenceConvolution("text.neighbours", words.transpose(0, 2, 1))
                .transpose(0, 2, 1);
        NDArray shares = manager.create(batch.shares(), new Shape(size, 1));
        NDArray mean = context.mul(mask).sum(new int[] {1}).mul(shares);
        NDArray places = manager.create(batch.keyPlaces(), new Shape(size, batch.keySlots()));
        NDArray keyWords = TensorOps.embedding(places, context.reshape(new Shape((long) size * length, HIDDEN)));
        return new Texts(
                Layers.unit(manager, layers.linear("text.word", keyWords)),
                Layers.unit(manager, layers.linear("text.whole", layers.rectifiedLinear("text.hidden", mean))));
    }
}
