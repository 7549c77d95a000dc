package dev.millrace.cli.faults;

import dev.millrace.cli.data.FeedEntries;
import dev.millrace.cli.data.ScenePrompts;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.workers.feeding.FeedEntry;
import dev.millrace.workers.feeding.FeederConfig;
import dev.millrace.workers.feeding.PromptFeeder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run of whole processes that costs little: its settings and what feeds it.
 *
 * @param settings of the run, with its policy; where broker and registry are, is not said yet
 */
public record SmallRun(MillraceConfig settings) {

    /** Settings under which a run is as small and as restless as it can be. */
    private static final List<String> SMALL = List.of(
            "worker.group_size=4",
            "worker.batch_prompts=2",
            "worker.max_response_tokens=8",
            "worker.max_staleness=2",
            "learner.max_staleness=2",
            "learner.batch_groups=2",
            "learner.micro_batch_groups=2",
            "learner.checkpoint.every=3",
            "learner.weights.chunk_bytes=4096",
            "learner.weights.anchor_every=3",
            "assembly.deadline=6s",
            "assembly.check_interval=300ms",
            "assembly.restart_grace=1s",
            "kafka.partitions=2",
            "kafka.patience=2m");

    private static final String POLICY = "policy.checkpoint=";

    /**
     * Makes its policy, unless the further settings name one, and settles its settings.
     *
     * @param folder gets the policy
     * @param further settings
     */
    public static SmallRun make(Path folder, String id, long seed, List<String> further) {
        List<String> overrides = new ArrayList<>(SMALL);
        overrides.add("run.id=" + id);
        overrides.add("run.seed=" + seed);
        if (further.stream().noneMatch(setting -> setting.startsWith(POLICY))) {
            overrides.add(POLICY + makePolicy(folder, seed));
        }
        overrides.addAll(further);
        return new SmallRun(MillraceConfig.loader().load(Optional.empty(), overrides));
    }

    /** A policy of one layer, which trains in milliseconds and has learnt nothing. */
    private static Path makePolicy(Path folder, long seed) {
        Path policy = folder.resolve("policy").toAbsolutePath();
        PolicyEngine.start(new EngineSettings(1, 1));
        PolicyConfig architecture = PolicyConfig.answering(
                1, 16, 2, 32, 32, 8, 3, WordTokenizer.builtIn().vocabularySize(), 24, 8, false);
        try (PolicyWeights weights = PolicyWeights.initialize(architecture, seed)) {
            Files.createDirectories(policy);
            SavedModel.of(weights).write(policy);
            return policy;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + policy, e);
        }
    }

    /** The command that judges its answers; it draws nothing. */
    static List<String> scoring(MillraceConfig settings) {
        List<String> command = new ArrayList<>(List.of("score"));
        command.addAll(settings.scorersOf(OutputKind.TEXT));
        return command;
    }

    /**
     * Feeds prompts of its own kind.
     *
     * @param settings those of the cluster, which say where its broker is
     * @param prompts how many different ones
     * @param again whether they come round after round
     */
    static PromptFeeder feeder(MillraceConfig settings, int prompts, boolean again, Clock clock) {
        long seed = settings.run().seed();
        List<FeedEntry> entries = FeedEntries.of(ScenePrompts.ONE_SIZE.training(seed, prompts));
        return new PromptFeeder(
                settings.kafka().connection(),
                settings.kafka().topics(),
                settings.run().id(),
                entries,
                again ? FeederConfig.looping(8, Duration.ofMillis(200)) : FeederConfig.once(),
                seed,
                settings.learner().batchGroups(),
                clock);
    }

    /** Runs something beside, for as long as this process lives. */
    static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
