package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MillraceConfigTest {

    @TempDir
    private Path folder;

    private final ConfigLoader<MillraceConfig> loader = MillraceConfig.loader();

    @Test
    void shouldReadBackAllDefaults() throws IOException {
        // Given
        Path file = folder.resolve("all.yaml");
        Files.writeString(file, loader.toYaml(MillraceConfig.defaults()));

        // When
        MillraceConfig again = loader.load(Optional.of(file), List.of());

        // Then
        assertThat(again).isEqualTo(MillraceConfig.defaults());
    }

    @Test
    void shouldKeepTheDigestByWhichEarlierReleasesKnewTheDefaults() {
        assertThat(MillraceConfig.defaults().credit().digest())
                .isEqualTo("4e4e37c5f4a0d860406079a31d6dca829738868dd991dae7047b2f7aa1dd65a3");
    }

    @Test
    void shouldTranslateAPeersName() {
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("worker.num_generations=16")))
                .hasMessage("-s worker.num_generations: unknown key worker.num_generations;"
                        + " did you mean worker.group_size?");
    }

    @Test
    void shouldReadHowLongEachTopicIsKept() throws IOException {
        // Given
        MillraceConfig settings = loader.load(
                Optional.empty(), List.of("kafka.retention.records=3d", "kafka.retention.topics.dead-letters=30d"));
        Path file = folder.resolve("kept.yaml");
        Files.writeString(file, loader.toYaml(settings));

        // When
        MillraceConfig again = loader.load(Optional.of(file), List.of());

        // Then
        assertThat(again.kafka().retention().of("dead-letters")).isEqualTo(Duration.ofDays(30));
        assertThat(again.kafka().retention().of("scores")).isEqualTo(Duration.ofDays(3));
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("kafka.retention.records=1m")))
                .hasMessage("-s kafka.retention.records=1m: kafka.retention.records must be at least 1h, not PT1M");
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("kafka.retention.topics.weights=2d")))
                .hasMessageContaining("kafka.retention.topics.weights is no topic whose records go by age; there are");
    }

    @Test
    void shouldNameThePathWhereARoleRefusesItsSettings() {
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("worker.group_size=1")))
                .hasMessage("-s worker.group_size=1: worker.group_size must be at least 2, not 1");
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("learner.optimizer.lr=-1")))
                .hasMessageStartingWith("-s learner.optimizer.lr=-1: learner.optimizer.lr must be above 0");
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("run.seed=9007199254740992")))
                .hasMessageContaining("run.seed must be within ±9007199254740991, not 9007199254740992");
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("advantage.estimator=ppo")))
                .hasMessageContaining("advantage.")
                .hasMessageContaining("ppo");
    }

    @ParameterizedTest
    @CsvSource({
        "kl_coef, learner.objective.kl_beta",
        "train_batch_size, learner.batch_groups",
        "ppo_mini_batch_size, learner.mini_batches",
        "loss_type, learner.objective.loss",
        "max_steps, learner.total_steps",
        "save_steps, learner.checkpoint.every",
        "model_name_or_path, policy.checkpoint",
        "reward_funcs, reward.weights",
        "output_dir, learner.checkpoint.folder",
        "actor_rollout_ref.rollout.n, worker.group_size",
        "top_p, worker.top_p",
        "num_iterations, learner.mini_batches"
    })
    void shouldHintAtWhatAPeersNameIsHere(String peers, String ours) {
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of(peers + "=1")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("unknown key " + peers + "; ")
                .hasMessageContaining(ours);
    }

    @Test
    void shouldRefuseAWeightOfAScorerThatNobodyRuns() throws IOException {
        // Given
        Path file = Files.writeString(folder.resolve("a.yaml"), "reward:\n  weights:\n    foramt: 1\n");

        // Then
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("reward.weights.acuracy=1")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "-s reward.weights.acuracy=1: reward.weights.acuracy names no scorer (did you mean accuracy?);"
                                + " one of your own is declared in scorers, as in scorers.acuracy.type=external");
        assertThatThrownBy(() -> loader.load(Optional.of(file), List.of()))
                .hasMessageContaining("a.yaml:3: reward.weights.foramt names no scorer (did you mean format?)");
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("reward.weights.mine=0")))
                .hasMessageContaining(
                        "reward.weights.mine names no scorer (there are accuracy, accuracy_strict, format");
    }

    @Test
    void shouldTakeAWeightOfAScorerThatComesWithAnotherProgram() {
        // When
        MillraceConfig config = loader.load(
                Optional.empty(),
                List.of(
                        "reward.weights.mine=0.5",
                        "scorers.mine.type=external",
                        "reward.required.text=[accuracy, mine]"));

        // Then
        assertThat(config.reward().weights()).containsEntry("mine", 0.5);
        assertThat(config.credit().digest())
                .isNotEqualTo(MillraceConfig.defaults().credit().digest());
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("reward.required.text=[acuracy]")))
                .hasMessageContaining("reward.required.text names the scorer 'acuracy', which has no weight"
                        + " (did you mean accuracy?)");
    }

    @Test
    void shouldShowAccuracyFirstOrTheScorerOfTheGreatestWeight() {
        assertThat(headline()).isEqualTo("accuracy");
        assertThat(headline("reward.weights.accuracy=0.1")).isEqualTo("accuracy");
        assertThat(headline("metrics.headline=format")).isEqualTo("format");
        assertThat(headline("reward.weights.accuracy=null")).isEqualTo("instruction");
        assertThat(headline("reward.weights.accuracy=0", "reward.weights.semantic=-3"))
                .isEqualTo("semantic");
        assertThatThrownBy(() -> headline("metrics.headline=acuracy"))
                .hasMessageStartingWith("-s metrics.headline=acuracy: metrics.headline names the scorer 'acuracy',"
                        + " which has no weight; reward.weights has accuracy, format, instruction");
    }

    private String headline(String... overrides) {
        return loader.load(Optional.empty(), List.of(overrides)).headline();
    }

    @Test
    void shouldRefuseAClientPropertyThatAPromiseRestsOn() throws IOException {
        // Given
        Path file = Files.writeString(
                folder.resolve("a.yaml"), "kafka:\n  properties:\n    isolation.level: read_uncommitted\n");

        // Then
        assertThatThrownBy(() -> loader.load(Optional.empty(), List.of("kafka.properties.acks=1")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("-s kafka.properties.acks=1: kafka.properties.acks cannot be set: it is always all,"
                        + " as a record that one broker alone has is lost with it");
        assertThatThrownBy(() -> loader.load(Optional.of(file), List.of()))
                .hasMessageEndingWith("a.yaml:3: kafka.properties.isolation.level cannot be set: it is always"
                        + " read_committed, as what was not committed must not be counted or trained");
    }

    @Test
    void shouldLetReportersOfMetricsJoinThoseOfTheUser() {
        // Given
        KafkaConfig kafka = loader.load(Optional.empty(), List.of("kafka.properties.metric.reporters=a.Mine,b.Other"))
                .kafka();

        // When
        KafkaConfig joined = kafka.with(Map.of("metric.reporters", "b.Other,c.Ours"));

        // Then
        assertThat(joined.properties()).isEqualTo(Map.of("metric.reporters", "a.Mine,b.Other,c.Ours"));
    }
}
