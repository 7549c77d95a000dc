package dev.millrace.runtime.config;

import dev.millrace.learner.CheckpointConfig;
import dev.millrace.learner.LearnerConfig;
import dev.millrace.monitoring.metrics.MetricsConfig;
import dev.millrace.monitoring.page.PageConfig;
import dev.millrace.scenes.pretrain.PretrainConfig;
import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.reshaping.Reshaper;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reward.RewardConfig;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.topology.StreamsRoleConfig;
import dev.millrace.workers.WorkerConfig;
import java.nio.file.Path;

/**
 * Everything that can be set, in one tree. Each role takes its own section and never sees the others.
 *
 * @param run which run, and its seed
 * @param kafka where the broker and the registry are
 * @param policy which policy a run begins with
 * @param worker how answers are sampled
 * @param scorer how scorers are run
 * @param streams how an instance of the streams runs
 * @param reward how scores become rewards
 * @param assembly how groups are assembled, and until when
 * @param advantage how rewards become advantages
 * @param reshaping how advantages are distributed over tokens
 * @param learner how the policy is trained, and its weights published
 * @param pretrain how the base policy is made
 * @param page where the live page is served
 * @param metrics where a role tells its figures to Prometheus
 */
public record MillraceConfig(
        RunConfig run,
        KafkaConfig kafka,
        PolicySource policy,
        WorkerConfig worker,
        ScorerConfig scorer,
        StreamsRoleConfig streams,
        RewardConfig reward,
        AssemblyConfig assembly,
        AdvantageConfig advantage,
        ReshapingConfig reshaping,
        LearnerConfig learner,
        PretrainConfig pretrain,
        PageConfig page,
        MetricsConfig metrics) {

    /** @throws IllegalArgumentException if a weight names a scorer that nobody runs */
    public MillraceConfig {
        ScorerNames.check(reward);
    }

    public static MillraceConfig defaults() {
        return new MillraceConfig(
                RunConfig.defaults(),
                KafkaConfig.defaults(),
                PolicySource.defaults(),
                WorkerConfig.defaults(),
                ScorerConfig.defaults(),
                StreamsRoleConfig.defaults(),
                RewardConfig.defaults(),
                AssemblyConfig.defaults(),
                AdvantageConfig.defaults(),
                ReshapingConfig.defaults(),
                LearnerConfig.defaults(),
                PretrainConfig.defaults(),
                PageConfig.defaults(),
                MetricsConfig.defaults());
    }

    /** The same settings with the checkpoints and the state of streams in these folders. */
    public MillraceConfig within(Path checkpoints, Path streamsState) {
        CheckpointConfig saving = learner.checkpoint();
        LearnerConfig here = new LearnerConfig(
                learner.batchGroups(),
                learner.totalSteps(),
                learner.maxStaleness(),
                learner.microBatchGroups(),
                learner.maxRefusals(),
                learner.objective(),
                learner.optimizer(),
                learner.schedule(),
                new CheckpointConfig(checkpoints, saving.every(), saving.keep()),
                learner.weights());
        StreamsRoleConfig running = new StreamsRoleConfig(
                streamsState, streams.threads(), streams.commitInterval(), streams.patience(), streams.groupProtocol());
        return new MillraceConfig(
                run, kafka, policy, worker, scorer, running, reward, assembly, advantage, reshaping, here, pretrain,
                page, metrics);
    }

    /** What decides the numbers of an experience. */
    public CreditSettings credit() {
        return new CreditSettings(reward, advantage, reshaping);
    }

    /** Whether the run reads how much tokens depend on the image, so that its workers have to measure it. */
    public boolean readsDependency() {
        return Reshaper.of(reshaping).reads() == Measure.DEPENDENCY
                || learner.objective().needsMaskedViews();
    }

    /** Reads this tree. */
    public static ConfigLoader<MillraceConfig> loader() {
        return new ConfigLoader<>(MillraceConfig.class, defaults());
    }

    /** The same settings with another page. */
    public MillraceConfig with(PageConfig other) {
        return new MillraceConfig(
                run, kafka, policy, worker, scorer, streams, reward, assembly, advantage, reshaping, learner, pretrain,
                other, metrics);
    }

    /** The same settings with another broker and registry. */
    public MillraceConfig with(KafkaConfig other) {
        return new MillraceConfig(
                run, other, policy, worker, scorer, streams, reward, assembly, advantage, reshaping, learner, pretrain,
                page, metrics);
    }
}
