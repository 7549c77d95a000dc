package dev.millrace.cli.benchmark;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetPreset;
import dev.millrace.policy.image.EncodedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * GEdit-Bench (Liu et al.: Step1X-Edit, arXiv 2504.17761): an image and what is to be changed in it. A chat model grades by
 * VIEScore's four questions, from 0 to 10; the result is the root of the lower one of the first two times the lower one of the
 * others. The wording here is ours.
 */
final class GEdit implements ImageBenchmark {

    private static final double HIGHEST = 10;

    private static final Criterion CHANGED = new Criterion(
            "edit done",
            """
            The first image was to be changed as these words say: {question}
            What came of it:
            {response}

            How well does the second image do what the words say? {lowest}: not at all. {highest}: exactly. Write the number alone \
            on the last line.
            """,
            HIGHEST);

    private static final Criterion KEPT = new Criterion(
            "rest kept",
            """
            The first image was to be changed as these words say: {question}
            What came of it:
            {response}

            Is all else as it was? {lowest}: the second image is another scene altogether. {highest}: nothing changed but what the \
            words ask for. Write the number alone on the last line.
            """,
            HIGHEST);

    private static final Criterion NATURAL = new Criterion(
            "natural",
            """
            Look at this image:
            {response}

            How natural is it: distances, shadows, light? {lowest}: not at all. {highest}: entirely. Write the number alone on the \
            last line.
            """,
            HIGHEST);

    private static final Criterion CLEAN = new Criterion(
            "clean",
            """
            Look at this image:
            {response}

            Is it free of artefacts, such as distortions, blurred parts, or things that do not belong together? {lowest}: full of \
            them. {highest}: none. Write the number alone on the last line.
            """,
            HIGHEST);

    @Override
    public DatasetPreset preset() {
        return DatasetPreset.GEDIT;
    }

    @Override
    public boolean countsCategories() {
        return true;
    }

    @Override
    public int images() {
        return 1;
    }

    @Override
    public Optional<String> flaw(DatasetEntry row) {
        if (row.images().size() != 1) {
            return Optional.of(
                    "an edit needs one \"input_image\", not " + row.images().size());
        }
        Columns columns = Columns.of(row);
        for (String name : List.of("key", "task_type", "instruction_language")) {
            if (columns.text(name).filter(BenchmarkFiles::isName).isEmpty()) {
                return Optional.of("\"" + name
                        + "\" must be a word of letters, digits, - _ and ., since it becomes the name of a file, not "
                        + columns.node(name));
            }
        }
        return Optional.empty();
    }

    @Override
    public void write(Path folder, int place, DatasetEntry row, List<EncodedImage> drawn) throws IOException {
        Columns columns = Columns.of(row);
        Path own = folder.resolve("fullset")
                .resolve(word(columns, "task_type"))
                .resolve(word(columns, "instruction_language"));
        String key = word(columns, "key");
        BenchmarkFiles.bytes(
                own.resolve(key + "_SRCIMG.png"), row.images().get(0).toBytes());
        BenchmarkFiles.bytes(own.resolve(key + ".png"), drawn.get(0).toBytes());
    }

    private static String word(Columns columns, String name) {
        return columns.text(name).filter(BenchmarkFiles::isName).orElseThrow();
    }

    @Override
    public String judgedBy(Path folder) {
        return "images in " + folder + "/fullset, which GEdit-Bench's script judges by VIEScore";
    }

    @Override
    public List<Criterion> criteria() {
        return List.of(CHANGED, KEPT, NATURAL, CLEAN);
    }

    @Override
    public double value(List<Double> grades) {
        return Math.sqrt(Math.min(grades.get(0), grades.get(1)) * Math.min(grades.get(2), grades.get(3)));
    }
}
