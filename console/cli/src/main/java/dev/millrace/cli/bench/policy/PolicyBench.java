package dev.millrace.cli.bench.policy;

import dev.millrace.cli.bench.Machine;
import dev.millrace.learner.experience.ExperienceBatch;
import dev.millrace.learner.step.MicroBatchLimit;
import dev.millrace.learner.step.StepResult;
import dev.millrace.learner.step.StepSettings;
import dev.millrace.learner.step.StepTrainer;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.SampledGroup;
import dev.millrace.policy.rollout.SamplingSettings;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures the shipped policy in this process, and PyTorch right after. Belongs to one thread. */
public final class PolicyBench {

    private static final int WARM = 6;
    private static final double LEARNING_RATE = 2e-6;

    /** Groups that carry an advantage in a batch of the demo: four of five have equal rewards. */
    private static final int VARIED = 7;

    private static final String TRL = "whole step, 8 prompts x 8 x 64 tokens, 4 layers of 256";

    /** So hot that hardly two answers begin alike. */
    private static final double HOT = 20;

    private final Optional<String> python;
    private final int rounds;
    private final MillraceConfig config;
    private final MillraceConfig withoutReference;
    private final Consumer<String> out;

    /**
     * @param python with torch and safetensors; empty to leave PyTorch out
     * @param rounds that count
     * @param settings overrides of a configuration, as the command line takes them
     * @param out takes lines for people as they come
     */
    public PolicyBench(Optional<String> python, int rounds, List<String> settings, Consumer<String> out) {
        this.python = python;
        this.rounds = rounds;
        this.config = MillraceConfig.loader().load(Optional.empty(), settings);
        List<String> all = new ArrayList<>(settings);
        all.add("learner.objective.kl_beta=0"); // with it, every group has a gradient
        this.withoutReference = MillraceConfig.loader().load(Optional.empty(), all);
        this.out = out;
    }

    /** Measures everything. */
    public PolicyReport run() throws IOException, InterruptedException {
        Machine before = Machine.now();
        out.accept(before.line());
        ModelSource base = Policies.find(config.policy());
        Path folder = Files.createTempDirectory("millrace-policy-");
        try (RolloutEngine engine = Policies.open(base, config.policy().compute())) {
            DemoBatch demo = DemoBatch.sample(engine);
            Timed sampling = sample(engine, demo, 1);
            Timed hot = sample(engine, demo, HOT);
            long hotTokens = tokens(engine, demo, HOT);
            Timed whole = train(base, demo.toTrain(DemoBatch.GROUPS), config);
            Timed varied = train(base, demo.toTrain(VARIED), withoutReference);
            Map<String, PythonForms.Form> torch = torch(base, demo, folder);
            List<PolicyRow> rows = List.of(
                    PolicyRow.of("step", whole, "PyTorch, shared prefix", timed(torch, "step shared"), demo.tokens()),
                    PolicyRow.of("step", whole, "PyTorch, peers' form", timed(torch, "step plain"), demo.tokens()),
                    PolicyRow.of(
                            "step, " + VARIED + " of " + DemoBatch.GROUPS + " groups with advantage, no reference",
                            varied,
                            "PyTorch, shared prefix",
                            timed(torch, "step shared, no reference"),
                            demo.tokens()),
                    rates("sampling, demo's batch", sampling, torch, "sampling", demo.tokens()),
                    rates("sampling, rows all different", hot, torch, "sampling hot", hotTokens));
            List<PolicyRow> all = new ArrayList<>(rows);
            all.add(trl(Files.createDirectory(folder.resolve("trl"))));
            all.forEach(row -> out.accept(row.line()));
            return new PolicyReport(before, Machine.now(), stated(), all);
        } finally {
            delete(folder);
        }
    }

    /** Sampling and training in turns, as TRL's trainer does both. */
    private PolicyRow trl(Path folder) throws IOException, InterruptedException {
        TrlStep.writePolicy(folder);
        MillraceConfig own = MillraceConfig.loader().load(Optional.empty(), TrlStep.settings(folder));
        ModelSource random = Policies.find(own.policy());
        Timed ours;
        long tokens;
        try (RolloutEngine engine = Policies.open(random, config.policy().compute());
                TrainablePolicy policy = Policies.trainable(
                                random, config.policy().compute())
                        .apply(own.learner().training());
                StepTrainer steps = new StepTrainer(policy, steps(own), Clock.systemUTC())) {
            tokens = TrlStep.sample(engine).tokens();
            ours = Timed.of(WARM, rounds, () -> {
                ExperienceBatch batch = TrlStep.sample(engine).toTrain(TrlStep.PROMPTS);
                if (!(steps.train(batch, LEARNING_RATE) instanceof StepResult.Trained)) {
                    throw new IllegalStateException("the batch was not trained");
                }
            });
        }
        if (python.isEmpty()) {
            return PolicyRow.of(TRL, ours, "TRL", null, tokens);
        }
        PythonForms.Form theirs = new PythonForms(
                        python.get(), "trl_step.py", "trl, transformers and datasets", folder, out)
                .run(List.of(
                        String.valueOf(config.policy().compute().threads()),
                        String.valueOf(WordTokenizer.builtIn().vocabularySize()),
                        String.valueOf(rounds)))
                .get("step");
        return PolicyRow.ofRates(
                TRL,
                ours,
                "TRL",
                theirs == null ? null : theirs.timed(),
                tokens,
                theirs == null ? tokens : theirs.tokens());
    }

    private static PolicyRow rates(
            String work, Timed ours, Map<String, PythonForms.Form> torch, String form, long tokens) {
        PythonForms.Form theirs = torch.get(form);
        return PolicyRow.ofRates(
                work,
                ours,
                "PyTorch, shared prefix",
                timed(torch, form),
                tokens,
                theirs == null ? tokens : theirs.tokens());
    }

    private static @Nullable Timed timed(Map<String, PythonForms.Form> torch, String form) {
        PythonForms.Form found = torch.get(form);
        return found == null ? null : found.timed();
    }

    private Timed sample(RolloutEngine engine, DemoBatch demo, double temperature) {
        return Timed.of(WARM, rounds, () -> {
            if (once(engine, demo, temperature).size() != DemoBatch.GROUPS) {
                throw new IllegalStateException("groups are missing");
            }
        });
    }

    /** Tokens of each of these rounds, which have the same seeds. */
    private static long tokens(RolloutEngine engine, DemoBatch demo, double temperature) {
        return once(engine, demo, temperature).stream()
                .flatMap(group -> group.answers().stream())
                .mapToLong(answer -> answer.tokens().length())
                .sum();
    }

    private static List<SampledGroup> once(RolloutEngine engine, DemoBatch demo, double temperature) {
        return engine.sample(
                        demo.requests(),
                        new SamplingSettings(DemoBatch.GROUP_SIZE, temperature, DemoBatch.MAX_TOKENS),
                        Optional.empty())
                .groups();
    }

    private static StepSettings steps(MillraceConfig config) {
        return StepSettings.of(
                config.learner().objective(),
                MicroBatchLimit.ofGroups(config.learner().microBatchGroups()));
    }

    private Timed train(ModelSource base, ExperienceBatch batch, MillraceConfig config) {
        ComputeSettings compute = config.policy().compute();
        try (TrainablePolicy policy =
                        Policies.trainable(base, compute).apply(config.learner().training());
                StepTrainer steps = new StepTrainer(policy, steps(config), Clock.systemUTC())) {
            return Timed.of(WARM, rounds, () -> {
                if (!(steps.train(batch, LEARNING_RATE) instanceof StepResult.Trained)) {
                    throw new IllegalStateException("the batch was not trained");
                }
            });
        }
    }

    private Map<String, PythonForms.Form> torch(ModelSource base, DemoBatch demo, Path folder)
            throws IOException, InterruptedException {
        if (python.isEmpty()) {
            out.accept("PyTorch: skipped, no --python was given");
            return Map.of();
        }
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.write(folder.resolve(name), base.read(name));
        }
        BatchDump.write(demo.toTrain(DemoBatch.GROUPS), folder.resolve("batch"));
        SpecialTokens special = WordTokenizer.builtIn().special();
        return new PythonForms(python.get(), "policy_forms.py", "torch and safetensors", folder, out)
                .run(List.of(
                        String.valueOf(config.policy().compute().threads()),
                        String.valueOf(special.answer()),
                        String.valueOf(special.pad()),
                        String.valueOf(special.endOfSequence()),
                        String.valueOf(rounds),
                        String.valueOf(config.learner().microBatchGroups()),
                        String.valueOf(config.learner().objective().klBeta()),
                        String.valueOf(HOT)));
    }

    private Map<String, String> stated() {
        return Map.of(
                "policy.threads", String.valueOf(config.policy().compute().threads()),
                "learner.micro_batch_groups", String.valueOf(config.learner().microBatchGroups()),
                "learner.objective.kl_beta",
                        String.valueOf(config.learner().objective().klBeta()));
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> below = Files.walk(folder)) {
            all = new ArrayList<>(below.sorted(Comparator.reverseOrder()).toList());
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
