package dev.millrace.scenes.referee;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.models.training.ParameterTrainer;
import dev.millrace.policy.learning.WarmupCosine;
import dev.millrace.scenes.world.DigitColor;
import dev.millrace.scenes.world.PlacedDigit;
import dev.millrace.scenes.world.Scene;
import dev.millrace.scenes.world.SceneStyle;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Makes the object reader from nothing but painted scenes in both styles, with blemishes. With a fixed number of engine
 * threads, the same settings give the same bits on the same kind of machine.
 */
public final class ReaderTraining {

    private static final long HELD_OUT = 0x4845_4c44_4f55_54L;

    private ReaderTraining() {}

    /** What made the reader that ships with the project. */
    public static RefereeTraining defaults() {
        return new RefereeTraining(700, 48, 3e-3, 0);
    }

    /**
     * Trains from random weights.
     *
     * @throws InterruptedException if the calling thread is interrupted; nothing is left behind
     * @throws IllegalStateException if a step is not finite: another learning rate is needed
     */
    public static RefereeWeights run(RefereeTraining training, TrainingProgress progress) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(training.seed());
        WarmupCosine schedule = training.schedule();
        try (ParameterArrays parameters = ReaderNetwork.LAYOUT.initialize(training.seed());
                ParameterTrainer trainer = training.trainer(ReaderNetwork.LAYOUT, parameters)) {
            for (int step = 0; step < training.steps(); step++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LabelledImages examples = LabelledImages.withBlemishes(training.batch(), random.split());
                float loss = RefereeTraining.step(
                        trainer, schedule.at(step), manager -> loss(parameters, manager, examples));
                progress.stepDone(step + 1, loss);
            }
            return new RefereeWeights(parameters.toTensors());
        }
    }

    /** Cross-entropy of the digit in every cell and of the colour in those that have one. */
    private static NDArray loss(ParameterArrays parameters, NDManager manager, LabelledImages examples) {
        int cells = examples.scenes().size() * ImageBatch.CELLS;
        int colors = DigitColor.values().length;
        float[] digits = new float[cells * ReaderNetwork.CLASSES];
        float[] painted = new float[cells * colors];
        int occupied = 0;
        for (int cell = 0; cell < cells; cell++) {
            Optional<PlacedDigit> placed = at(examples.scenes().get(cell / ImageBatch.CELLS), cell % ImageBatch.CELLS);
            digits[cell * ReaderNetwork.CLASSES + placed.map(PlacedDigit::digit).orElse(CellReading.EMPTY)] = 1;
            if (placed.isPresent()) {
                painted[cell * colors + placed.get().color().ordinal()] = 1;
                occupied++;
            }
        }
        ReaderNetwork.Output output = ReaderNetwork.forward(parameters, ImageBatch.cells(manager, examples.images()));
        NDArray ofDigits = output.digits()
                .logSoftmax(1)
                .mul(manager.create(digits, new Shape(cells, ReaderNetwork.CLASSES)))
                .sum();
        NDArray ofColors = output.colors()
                .logSoftmax(1)
                .mul(manager.create(painted, new Shape(cells, colors)))
                .sum();
        return TensorOps.scale(ofDigits, -1.0 / cells).add(TensorOps.scale(ofColors, -1.0 / occupied));
    }

    static Optional<PlacedDigit> at(Scene scene, int cell) {
        return scene.digits().stream()
                .filter(placed -> 2 * placed.row() + placed.column() == cell)
                .findFirst();
    }

    /**
     * How well a reader reads painted scenes that it was not trained on.
     *
     * @param digits share of the cells, empty ones too, whose content is read right
     * @param colors share of the occupied cells whose colour is read right
     */
    public record Accuracy(double digits, double colors) {}

    /** The accuracy over this number of held-out images in a style. */
    public static Accuracy accuracy(ObjectReader reader, SceneStyle style, int images) {
        LabelledImages examples = LabelledImages.plain(images, style, new SplittableRandom(HELD_OUT));
        List<ImageReading> readings = reader.read(examples.images());
        int digits = 0;
        int colors = 0;
        int occupied = 0;
        for (int image = 0; image < images; image++) {
            for (int cell = 0; cell < ImageBatch.CELLS; cell++) {
                Optional<PlacedDigit> placed = at(examples.scenes().get(image), cell);
                CellReading reading = readings.get(image).cells().get(cell);
                var read = reading.object(ImageReading.LEAST);
                if (read.map(object -> object.digit()).equals(placed.map(PlacedDigit::digit))) {
                    digits++;
                }
                if (placed.isPresent()) {
                    occupied++;
                    boolean right = reading.object(0)
                            .map(object -> object.color() == placed.get().color())
                            .orElse(false);
                    colors += right ? 1 : 0;
                }
            }
        }
        return new Accuracy((double) digits / (images * ImageBatch.CELLS), (double) colors / occupied);
    }
}
