package dev.millrace.cli.benchmark;

import dev.millrace.cli.evaluate.Evaluator;
import dev.millrace.cli.evaluate.ItemInput;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.rollout.DrawnImage;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Images of a benchmark are drawn, deterministically but for their first noise, written where its script looks for them, and
 * judged where there is a judge. Belongs to one thread.
 */
final class ImageRun {

    private static final int BATCH = 16;
    private static final long FIRST_SEED = 0x4245_4e43L;

    private final ImageBenchmark benchmark;
    private final FlowSettings drawing;
    private final Path folder;
    private final List<BenchmarkJudge> judges;

    /** @param judges one for each criterion of the benchmark; none if nobody judges here */
    ImageRun(ImageBenchmark benchmark, FlowSettings drawing, Path folder, List<BenchmarkJudge> judges) {
        this.benchmark = benchmark;
        this.drawing = drawing.deterministic();
        this.folder = folder;
        this.judges = List.copyOf(judges);
    }

    /** A verdict on the first image of each row; none at all if nobody judges. */
    List<BenchmarkVerdict> take(RolloutEngine engine, List<DatasetEntry> rows, Evaluator.Progress progress)
            throws IOException, InterruptedException {
        List<BenchmarkVerdict> verdicts = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += BATCH) {
            List<DatasetEntry> batch = rows.subList(from, Math.min(rows.size(), from + BATCH));
            List<JudgedSample> samples = new ArrayList<>();
            List<List<DrawnImage>> drawn = draw(engine, batch, from);
            for (int i = 0; i < batch.size(); i++) {
                List<EncodedImage> images =
                        drawn.get(i).stream().map(DrawnImage::image).toList();
                DatasetEntry row = batch.get(i);
                benchmark.write(folder, from + i, row, images);
                samples.add(new JudgedSample(row, row.problem(), "", Optional.of(images.get(0))));
            }
            if (!judges.isEmpty()) {
                verdicts.addAll(judge(samples));
            }
            progress.done(from + batch.size(), rows.size());
        }
        return verdicts;
    }

    private List<List<DrawnImage>> draw(RolloutEngine engine, List<DatasetEntry> batch, int from) {
        List<RolloutRequest> requests = new ArrayList<>();
        for (DatasetEntry row : batch) {
            requests.add(new RolloutRequest(
                    ItemInput.of(engine.format(), row.id(), row.system(), row.problem(), row.images()),
                    FIRST_SEED + from + requests.size()));
        }
        return engine.draw(requests, benchmark.images(), drawing).groups();
    }

    /** What one of the criteria leaves open leaves the image open. */
    private List<BenchmarkVerdict> judge(List<JudgedSample> samples) throws InterruptedException {
        List<List<BenchmarkVerdict>> byCriterion = new ArrayList<>();
        for (BenchmarkJudge judge : judges) {
            byCriterion.add(judge.ask(samples));
        }
        List<BenchmarkVerdict> verdicts = new ArrayList<>(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            int sample = i;
            verdicts.add(
                    together(byCriterion.stream().map(all -> all.get(sample)).toList()));
        }
        return verdicts;
    }

    private BenchmarkVerdict together(List<BenchmarkVerdict> grades) {
        List<Double> values = new ArrayList<>();
        StringBuilder why = new StringBuilder();
        for (int i = 0; i < grades.size(); i++) {
            String name = benchmark.criteria().get(i).name();
            if (grades.get(i).value().isEmpty()) {
                return BenchmarkVerdict.unjudged(name + ": " + grades.get(i).why());
            }
            double value = grades.get(i).value().getAsDouble();
            values.add(value);
            why.append(i == 0 ? "" : ", ").append(name).append(' ').append(value);
        }
        return BenchmarkVerdict.of(benchmark.value(values), why.toString());
    }
}
