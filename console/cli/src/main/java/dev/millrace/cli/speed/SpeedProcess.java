package dev.millrace.cli.speed;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.MemoryForecast;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.learning.AdamWSettings;
import dev.millrace.policy.learning.AnswerBatch;
import dev.millrace.policy.learning.TokenLoss;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.weights.PolicyUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Measures one task in this process, and prints seconds, the peak of its memory in bytes, and what was foreseen. */
public final class SpeedProcess {

    private static final int SEED = 7;
    private static final double LEARNING_RATE = 1e-5;
    private static final int KIBIBYTE = 1024;

    /** Every token is to become a little likelier. */
    private static final TokenLoss LIKELIER = values -> {
        float[] by = new float[values.size()];
        Arrays.fill(by, -1f / by.length);
        float sum = 0;
        for (float logProb : values.logProbs()) {
            sum -= logProb / by.length;
        }
        return new TokenLoss.Slopes(sum, by, null, null);
    };

    private final SpeedTask task;
    private final int repetitions;
    private final ModelSource checkpoint;
    private final PolicyFamily family;

    private SpeedProcess(SpeedTask task, int repetitions, ModelSource checkpoint) {
        this.task = task;
        this.repetitions = repetitions;
        this.checkpoint = checkpoint;
        this.family = PolicyFamilies.found().of(checkpoint);
    }

    /** Arguments: kind, precision, threads, sequences, tokens of the prompt, tokens of an answer, whether layers are computed again, repetitions, folder. */
    public static void main(String[] args) throws IOException {
        SpeedTask task = new SpeedTask(
                SpeedTask.Kind.valueOf(args[0]),
                Precision.valueOf(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]),
                Boolean.parseBoolean(args[6]));
        SpeedProcess process = new SpeedProcess(task, Integer.parseInt(args[7]), ModelSource.folder(Path.of(args[8])));
        MemoryForecast forecast = process.family
                .memory(process.checkpoint, task.compute(), task.workload())
                .orElseThrow();
        long more = task.kind() == SpeedTask.Kind.SAMPLING ? process.sampling() : process.training();
        System.out.println(process.fastest / 1e9 + " " + peak() + " " + (forecast.bytes() + more));
        System.exit(0);
    }

    private long fastest = Long.MAX_VALUE;

    private void repeat(Runnable work) {
        for (int i = 0; i <= repetitions; i++) {
            long begin = System.nanoTime();
            work.run();
            long took = System.nanoTime() - begin;
            // The first time warms up.
            fastest = i == 0 ? Long.MAX_VALUE : Math.min(fastest, took);
        }
    }

    /** @return bytes that the first weights take on their way, beside what is foreseen of sampling */
    private long sampling() {
        try (RolloutEngine engine = family.engine(checkpoint, task.compute())) {
            PolicyUpdate weights = family.weights(checkpoint, PolicyVersion.INITIAL);
            long bytes = weights.tensors().bytes();
            engine.apply(weights);
            RolloutRequest request = new RolloutRequest(input(), SEED);
            SamplingSettings settings = new SamplingSettings(task.sequences(), 1, task.answerTokens());
            repeat(() -> {
                var unused = engine.sample(List.of(request), settings, Optional.empty());
            });
            return bytes;
        }
    }

    private long training() {
        TrainingSettings settings =
                new TrainingSettings(AdamWSettings.DEFAULT, 1, false, false, task.adaptation(), task.recompute());
        try (TrainablePolicy policy = family.trainable(checkpoint, task.compute(), settings)) {
            Random random = new Random(SEED);
            List<Tokens> answers = new ArrayList<>();
            for (int i = 0; i < task.sequences(); i++) {
                answers.add(Tokens.of(random.ints(task.answerTokens(), 0, 256).toArray()));
            }
            AnswerBatch batch =
                    new AnswerBatch(List.of(new AnswerBatch.Group(input(), Optional.empty(), answers)), 1, 1);
            repeat(() -> {
                float unused = policy.accumulate(batch, LIKELIER);
                var ignored = policy.step(LEARNING_RATE);
            });
            return 0;
        }
    }

    /** Tokens of text, which the tokenizer of the random model has one of for each byte. */
    private PolicyInput input() {
        return new PolicyInput(
                Tokens.of(new Random(SEED).ints(task.promptTokens(), 0, 256).toArray()), List.of(), List.of());
    }

    /** Most memory of this process so far. */
    private static long peak() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kibibytes -> Long.parseLong(kibibytes) * KIBIBYTE)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
