package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReferenceTest {

    private static final SettingWords WORDS = new SettingWords(Map.of(
            "dev.millrace.learner.OptimizerConfig", Map.of("lr", "learning rate after warm-up, above 0"),
            "dev.millrace.learner.LearnerConfig", Map.of("optimizer", "AdamW"),
            "dev.millrace.streams.scoring.ScorerConfig", Map.of("", "One scorer.", "timeout", "longest time"),
            "dev.millrace.streams.assembly.DeadlinePolicy", Map.of("DROP_GROUP", "The whole group is dropped."),
            "dev.millrace.runtime.config.KafkaConfig", Map.of("properties", "further client properties")));

    private final SettingsReference reference = new SettingsReference(MillraceConfig.defaults(), WORDS);

    @Test
    void shouldExplainAValue() {
        Setting setting = reference.explain("learner.optimizer.lr");

        assertThat(setting.words()).isEqualTo("learning rate after warm-up, above 0");
        assertThat(setting.kind()).isEqualTo("number");
        assertThat(setting.standard()).contains("2.0E-4");
        assertThat(setting.elsewhere()).extracting(PeerName::name).contains("learning_rate", "optim.lr");
    }

    @Test
    void shouldExplainTheValuesOfAChoice() {
        assertThat(reference.explain("assembly.policy").choices())
                .contains(new Setting.Choice("drop_group", "The whole group is dropped."));
    }

    @Test
    void shouldExplainWhatLiesUnderANameOfTheUser() {
        assertThat(reference.explain("scorers.mine").words()).isEqualTo("One scorer.");
        assertThat(reference.explain("scorers.mine.timeout").words()).isEqualTo("longest time");
        assertThat(reference.explain("kafka.properties.sasl.mechanism").words()).isEqualTo("further client properties");
    }

    @Test
    void shouldFindASettingByThePeersName() {
        assertThat(reference.explain("num_generations").key()).isEqualTo("worker.group_size");
    }

    @Test
    void shouldNameTheNearestOfAKeyThatIsNone() {
        assertThatThrownBy(() -> reference.explain("learner.optimizer.lrr"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unknown key learner.optimizer.lrr; did you mean learner.optimizer.lr?");
        assertThatThrownBy(() -> reference.explain("repetition_penalty")).hasMessageContaining("another policy's");
    }

    @Test
    void shouldListWhatStandsBelowASection() {
        assertThat(reference.below("learner.checkpoint"))
                .extracting(Setting::key)
                .containsExactly(
                        "learner.checkpoint.folder",
                        "learner.checkpoint.every",
                        "learner.checkpoint.keep",
                        "learner.checkpoint.keep_best",
                        "learner.checkpoint.store");
        assertThat(reference.below("learner.checkpoint.every")).isEmpty();
    }

    @Test
    void shouldCommentYamlSoThatItIsReadAsBefore(@TempDir Path folder) throws IOException {
        ConfigLoader<MillraceConfig> loader = MillraceConfig.loader();
        MillraceConfig settings = loader.load(Optional.empty(), List.of("kafka.properties.some.text=a\nb # c: d"));

        String commented = SettingsReference.of(settings).comment(loader.toYaml(settings));

        Path file = Files.writeString(folder.resolve("commented.yaml"), commented);
        assertThat(loader.load(Optional.of(file), List.of())).isEqualTo(settings);
    }

    @Test
    void shouldSayEachSentenceOnceAndTheChoicesWithIt() {
        String yaml = MillraceConfig.loader().toYaml(MillraceConfig.defaults());

        String commented = reference.comment(yaml);

        assertThat(commented)
                .contains("    # learning rate after warm-up, above 0\n    lr: ")
                .contains("  # one of drop_trajectory, default_value, drop_group\n  policy: ")
                .containsOnlyOnce("# longest time\n");
    }
}
