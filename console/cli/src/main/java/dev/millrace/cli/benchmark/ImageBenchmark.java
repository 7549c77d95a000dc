package dev.millrace.cli.benchmark;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.image.EncodedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A benchmark of prompts that ask for images. */
non-sealed interface ImageBenchmark extends Benchmark {

    /** How many images are drawn to each prompt. */
    int images();

    /**
     * Writes the images of a row where the benchmark's own script looks for them.
     *
     * @param folder of all rows, which is there
     * @param place of the row in its file, from 0
     */
    void write(Path folder, int place, DatasetEntry row, List<EncodedImage> drawn) throws IOException;

    /** What judges the folder, in one line. */
    String judgedBy(Path folder);

    /** What a chat model can be asked about an image; empty where it is a detector that judges. */
    List<Criterion> criteria();

    /** The result of an image, from 0 to 1, of its grades in the order of {@link #criteria}, each from 0 to 1. */
    double value(List<Double> grades);
}
