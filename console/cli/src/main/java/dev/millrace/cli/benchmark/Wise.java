package dev.millrace.cli.benchmark;

import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.DatasetPreset;
import dev.millrace.policy.image.EncodedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * WISE (Niu et al.: WISE, arXiv 2503.07265): prompts that need knowledge, one image each. A chat model grades what the image
 * shows, how real and how beautiful it is, from 0 to 2; the result weighs these 0.7, 0.2 and 0.1. The wording here is ours.
 */
final class Wise implements ImageBenchmark {

    private static final double HIGHEST = 2;
    private static final List<Double> WEIGHTS = List.of(0.7, 0.2, 0.1);

    private static final Criterion CONSISTENCY = new Criterion(
            "consistency",
            """
            An image was asked for with these words: {question}
            What it should show, as one who knows explains it: {reference}
            The image:
            {response}

            Does the image show what was asked for, as the explanation has it? {highest}: all of it, without a flaw. 1: a part \
            of it, or not exactly. {lowest}: the essential thing is missing or wrong. If in doubt take the lower one. Write the \
            number alone on the last line.
            """,
            HIGHEST);

    private static final Criterion REALISM = new Criterion(
            "realism",
            """
            Look at this image:
            {response}

            How real does it look: light, matter, proportions, physics? {highest}: as a photograph. 1: believable, with visible \
            flaws. {lowest}: plainly artificial or impossible. If in doubt take the lower one. Write the number alone on the last \
            line.
            """,
            HIGHEST);

    private static final Criterion BEAUTY = new Criterion(
            "aesthetic quality",
            """
            Look at this image:
            {response}

            How good is it as a picture: composition, colours, style? {highest}: outstanding. 1: pleasant, nothing more. \
            {lowest}: poor. If in doubt take the lower one. Write the number alone on the last line.
            """,
            HIGHEST);

    @Override
    public DatasetPreset preset() {
        return DatasetPreset.WISE;
    }

    @Override
    public boolean countsCategories() {
        return false;
    }

    @Override
    public int images() {
        return 1;
    }

    @Override
    public Optional<String> flaw(DatasetEntry row) {
        // A row without an id has the name that the reader gave it, which its script would not find.
        if (!row.id().matches("[0-9]{1,9}")) {
            return Optional.of("\"prompt_id\" must be a whole number, after which its image is named");
        }
        return row.answer().isPresent() ? Optional.empty() : Optional.of("there is no \"Explanation\" to judge by");
    }

    @Override
    public void write(Path folder, int place, DatasetEntry row, List<EncodedImage> drawn) throws IOException {
        BenchmarkFiles.bytes(folder.resolve(row.id() + ".png"), drawn.get(0).toBytes());
    }

    @Override
    public String judgedBy(Path folder) {
        return "images in " + folder + ", which WISE's gpt_eval.py judges (--image_dir)";
    }

    @Override
    public List<Criterion> criteria() {
        return List.of(CONSISTENCY, REALISM, BEAUTY);
    }

    @Override
    public double value(List<Double> grades) {
        double sum = 0;
        for (int i = 0; i < grades.size(); i++) {
            sum += WEIGHTS.get(i) * grades.get(i);
        }
        return sum;
    }
}
