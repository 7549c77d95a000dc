package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.world.DigitColor;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads which digit stands in each cell of an image, in which colour: what instructions are verified with. A frozen
 * convolutional network over 16×16 pixels, see {@link ReaderNetwork}. Safe on any thread.
 */
public final class ObjectReader implements AutoCloseable {

    /** Name of its file, and of the artefact that {@code pretrain} makes. */
    public static final String NAME = "reader";

    public static final String FILE = NAME + ".safetensors";

    private final ParameterArrays parameters;
    private final String digest;

    private ObjectReader(ParameterArrays parameters, String digest) {
        this.parameters = parameters;
        this.digest = digest;
    }

    /** @throws RefereeException if the file is missing, malformed or of another network */
    public static ObjectReader load(ModelSource source) {
        return of(RefereeWeights.read(source, FILE), source.describe(FILE));
    }

    /** The reader that ships with this module. */
    public static ObjectReader shipped() {
        return load(RefereeWeights.shipped());
    }

    static ObjectReader of(RefereeWeights weights, String where) {
        ReaderNetwork.LAYOUT.require(weights.tensors(), where);
        return new ObjectReader(ReaderNetwork.LAYOUT.load(weights.tensors()), weights.digest());
    }

    /** SHA-256 of its weights. */
    public String digest() {
        return digest;
    }

    /**
     * Reads images.
     *
     * @return one reading for each, in order
     * @throws IllegalArgumentException if an image has another size than 32×32×3
     */
    public List<ImageReading> read(List<Pixels> images) {
        ImageBatch.require(images);
        try (NoGradScope scope = NoGradScope.open()) {
            ReaderNetwork.Output output = ReaderNetwork.forward(parameters, ImageBatch.cells(scope.manager(), images));
            float[] digits = probabilities(output.digits());
            float[] colors = probabilities(output.colors());
            List<ImageReading> readings = new ArrayList<>(images.size());
            for (int image = 0; image < images.size(); image++) {
                List<CellReading> cells = new ArrayList<>(ImageBatch.CELLS);
                for (int cell = 0; cell < ImageBatch.CELLS; cell++) {
                    int row = image * ImageBatch.CELLS + cell;
                    cells.add(new CellReading(
                            cell / 2,
                            cell % 2,
                            row(digits, row, ReaderNetwork.CLASSES),
                            row(colors, row, DigitColor.values().length)));
                }
                readings.add(new ImageReading(cells));
            }
            return readings;
        }
    }

    private static float[] probabilities(NDArray logits) {
        return logits.softmax(1).toFloatArray();
    }

    private static List<Double> row(float[] values, int row, int width) {
        List<Double> list = new ArrayList<>(width);
        for (int i = 0; i < width; i++) {
            list.add((double) values[row * width + i]);
        }
        return list;
    }

    @Override
    public void close() {
        parameters.close();
    }
}
