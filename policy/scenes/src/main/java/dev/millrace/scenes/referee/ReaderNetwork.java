package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.scenes.world.DigitColor;

/** Three convolutions and a hidden layer over one cell; one head for the digit (or none), one for the colour. */
final class ReaderNetwork {

    /** Ten digits, and an empty cell. */
    static final int CLASSES = CellReading.EMPTY + 1;

    private static final int FIRST = 16;
    private static final int SECOND = 32;
    private static final int THIRD = 48;
    private static final int HIDDEN = 96;
    private static final int FLAT = THIRD * (ImageBatch.CELL / 4) * (ImageBatch.CELL / 4);

    static final Layout LAYOUT = new Layout()
            .convolution("first", FIRST, ImageBatch.CHANNELS, 3)
            .convolution("second", SECOND, FIRST, 3)
            .convolution("third", THIRD, SECOND, 3)
            .linear("hidden", HIDDEN, FLAT)
            .linear("digit", CLASSES, HIDDEN)
            .linear("color", DigitColor.values().length, HIDDEN);

    private ReaderNetwork() {}

    /**
     * @param digits logits, (cells, 11)
     * @param colors logits, (cells, 6)
     */
    record Output(NDArray digits, NDArray colors) {}

    /** @param cells (cells, 3, 16, 16), values from 0 to 1 */
    static Output forward(ParameterArrays parameters, NDArray cells) {
        Layers layers = new Layers(parameters);
        NDArray x = layers.convolution("first", cells, 1);
        x = layers.convolution("second", x, 2);
        x = layers.convolution("third", x, 2);
        x = layers.rectifiedLinear("hidden", x.reshape(new Shape(x.getShape().get(0), FLAT)));
        return new Output(layers.linear("digit", x), layers.linear("color", x));
    }
}
