package dev.millrace.runtime.config;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.millrace.learner.LearnerConfig;
import dev.millrace.monitoring.metrics.MetricsConfig;
import dev.millrace.monitoring.page.PageConfig;
import dev.millrace.policy.dataset.DataConfig;
import dev.millrace.policy.family.RolloutEngineTypes;
import dev.millrace.schemas.store.ObjectStoreTypes;
import dev.millrace.streams.advantage.AdvantageConfig;
import dev.millrace.streams.assembly.AssemblyConfig;
import dev.millrace.streams.credit.CreditSettings;
import dev.millrace.streams.reshaping.Measure;
import dev.millrace.streams.reshaping.Reshaper;
import dev.millrace.streams.reshaping.ReshapingConfig;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.reward.RewardConfig;
import dev.millrace.streams.scoring.ScorerConfig;
import dev.millrace.streams.scoring.ScorerTypes;
import dev.millrace.streams.scoring.ScoringConfig;
import dev.millrace.streams.topology.StreamsRoleConfig;
import dev.millrace.workers.WorkerConfig;
import dev.millrace.workers.feeding.FeederConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that can be set, in one tree. Each role takes its own section and never sees the others.
 *
 * @param run which run, and its seed
 * @param kafka where the broker and the registry are
 * @param policy which policy a run begins with
 * @param worker how answers are sampled
 * @param scorer how scorers are run that do not say it themselves
 * @param scorers the scorers by name; one that has the name of its type and a weight need not be declared
 * @param streams how an instance of the streams runs
 * @param reward how scores become rewards
 * @param assembly how groups are assembled, and until when
 * @param advantage how rewards become advantages
 * @param reshaping how advantages are distributed over tokens
 * @param learner how the policy is trained, and its weights published
 * @param pretrain how the base policy is made, as the command that makes it says
 * @param page where the live page is served
 * @param metrics where a role tells its figures to Prometheus
 * @param data how data sets are read
 * @param feeder in what order prompts are fed, and how far ahead
 */
public record MillraceConfig(
        RunConfig run,
        KafkaConfig kafka,
        PolicySource policy,
        WorkerConfig worker,
        ScoringConfig scorer,
        Map<String, ScorerConfig> scorers,
        StreamsRoleConfig streams,
        RewardConfig reward,
        AssemblyConfig assembly,
        AdvantageConfig advantage,
        ReshapingConfig reshaping,
        LearnerConfig learner,
        Record pretrain,
        PageConfig page,
        MetricsConfig metrics,
        DataConfig data,
        FeederConfig feeder) {

    /** Accuracy, and a little for the form of the answer; for images all three of LVRPO's rewards alike. */
    private static final Map<String, Double> WEIGHTS =
            Map.of("accuracy", 1.0, "format", 0.2, "semantic", 1.0, "instruction", 1.0, "knowledge", 1.0);

    /** The scorer that is shown first where nothing else is said, if it counts. */
    private static final String FIRST = "accuracy";

    /**
     * Refuses what does not go together.
     *
     * @throws IllegalArgumentException naming the key, if the headline is a scorer that has no weight, or checkpoints are to be
     *     copied to a store that there is not
     */
    public MillraceConfig {
        if (learner.checkpoint().store() && kafka.store().type().equals(StoreConfig.NO_STORE)) {
            throw new IllegalArgumentException(
                    "learner.checkpoint.store copies checkpoints to the object store, and kafka.store"
                            + " names none; say which it is, or leave the copies out");
        }
        String stated = metrics.headline();
        if (!stated.equals(MetricsConfig.AUTO) && !reward.weights().containsKey(stated)) {
            throw new IllegalArgumentException("metrics.headline names the scorer '" + stated
                    + "', which has no weight; reward.weights has "
                    + String.join(", ", reward.weights().keySet()));
        }
        scorers = Collections.unmodifiableSortedMap(new TreeMap<>(scorers));
    }

    public static MillraceConfig defaults() {
        return loader().load(Optional.empty(), List.of());
    }

    /** The defaults before their scorers are declared. */
    private static MillraceConfig undeclared() {
        return new MillraceConfig(
                RunConfig.defaults(),
                KafkaConfig.defaults(),
                PolicySource.defaults(),
                WorkerConfig.defaults(),
                ScoringConfig.defaults(),
                Map.of(),
                StreamsRoleConfig.defaults(),
                RewardConfig.of(WEIGHTS),
                AssemblyConfig.defaults(),
                AdvantageConfig.defaults(),
                ReshapingConfig.defaults(),
                LearnerConfig.defaults(),
                CommandSections.found().defaults("pretrain"),
                PageConfig.defaults(),
                MetricsConfig.defaults(),
                DataConfig.defaults(),
                FeederConfig.defaults());
    }

    /** The same settings with the checkpoints and the state of streams in these folders. */
    public MillraceConfig within(Path checkpoints, Path streamsState) {
        LearnerConfig here = learner.with(learner.checkpoint().in(checkpoints));
        return new MillraceConfig(
                run,
                kafka,
                policy,
                worker,
                scorer,
                scorers,
                streams.in(streamsState),
                reward,
                assembly,
                advantage,
                reshaping,
                here,
                pretrain,
                page,
                metrics,
                data,
                feeder);
    }

    /** What decides the numbers of an experience. */
    public CreditSettings credit() {
        return new CreditSettings(reward.terms(name -> declared(name).judges()), advantage, reshaping);
    }

    /**
     * How a scorer is declared; one that has the name of its type need not be.
     *
     * @throws IllegalArgumentException naming those there are, if it is neither declared nor a type
     */
    public ScorerConfig declared(String scorer) {
        ScorerConfig declared = scorers.get(scorer);
        ScorerTypes types = ScorerTypes.found();
        if (declared == null) {
            declared = types.find(scorer)
                    .map(factory -> this.scorer.declare(factory))
                    .orElseThrow(() -> {
                        Set<String> all = new TreeSet<>(types.names());
                        all.addAll(scorers.keySet());
                        return new IllegalArgumentException(
                                "there is no scorer " + scorer + "; there are " + String.join(", ", all));
                    });
        }
        return declared;
    }

    /** The scorers that have a weight, speak of such outputs, and are not run by another program. */
    public List<String> scorersOf(OutputKind kind) {
        return reward.weights().keySet().stream()
                .filter(name -> !declared(name).runsElsewhere()
                        && declared(name).judges().includes(kind))
                .toList();
    }

    /** The scorer that stands for all where there is room for one. */
    public String headline() {
        if (!metrics.headline().equals(MetricsConfig.AUTO)) {
            return metrics.headline();
        }
        Map<String, Double> weights = reward.weights();
        return weights.getOrDefault(FIRST, 0.0) != 0.0
                ? FIRST
                : weights.keySet().stream()
                        .max(Comparator.comparingDouble((String name) -> Math.abs(weights.getOrDefault(name, 0.0)))
                                .thenComparing(Comparator.reverseOrder()))
                        .orElseThrow();
    }

    /** What of these settings has no effect, or one that nobody may have meant; a line each. */
    public List<String> warnings() {
        return scorers.keySet().stream()
                .filter(name -> !reward.weights().containsKey(name))
                .map(name -> "scorers." + name + " has no weight in reward.weights: no reward counts what it says")
                .toList();
    }

    /** Whether the run reads how much tokens depend on the image, so that its workers have to measure it. */
    public boolean readsDependency() {
        return Reshaper.of(reshaping).reads() == Measure.DEPENDENCY
                || learner.objective().needsMaskedViews();
    }

    /** Whether a policy in each worker measures that, for answers of inference servers. */
    public boolean measuresInWorkers() {
        return worker.dependency().decided(readsDependency()).measuresHere();
    }

    /** Reads this tree. */
    public static ConfigLoader<MillraceConfig> loader() {
        return loader(undeclared());
    }

    /** Reads this tree over other settings than the defaults. */
    public static ConfigLoader<MillraceConfig> loader(MillraceConfig base) {
        try {
            YAMLMapper mapper = ConfigMapper.create();
            return new ConfigLoader<>(
                    MillraceConfig.class,
                    base,
                    new ScorerSections(ScorerTypes.found(), mapper)
                            .and(new EngineSection(RolloutEngineTypes.found(), mapper))
                            .and(new StoreSection(ObjectStoreTypes.found(), mapper))
                            .and(new PhaseSections())
                            .and(CommandSections.found()));
        } catch (IllegalStateException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The same settings with another page. */
    public MillraceConfig with(PageConfig other) {
        return new MillraceConfig(
                run, kafka, policy, worker, scorer, scorers, streams, reward, assembly, advantage, reshaping, learner,
                pretrain, other, metrics, data, feeder);
    }

    /** The same settings with another broker and registry. */
    public MillraceConfig with(KafkaConfig other) {
        return new MillraceConfig(
                run, other, policy, worker, scorer, scorers, streams, reward, assembly, advantage, reshaping, learner,
                pretrain, page, metrics, data, feeder);
    }
}
