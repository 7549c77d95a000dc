package dev.millrace.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.id.RunId;
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
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    enum Estimator {
        GRPO,
        DR_GRPO
    }

    record Optimizer(double lr, int warmupSteps, boolean nesterov) {
        Optimizer {
            if (warmupSteps < 0) {
                throw new IllegalArgumentException("warmup_steps must not be negative: " + warmupSteps);
            }
        }
    }

    record Learner(Optimizer optimizer, Estimator estimator, Duration flush, Path folder) {}

    record Reward(Map<String, Double> weights, List<String> required) {}

    record Tree(RunConfig run, KafkaConfig kafka, Learner learner, Reward reward) {}

    private static final Tree DEFAULTS = new Tree(
            RunConfig.defaults(),
            KafkaConfig.defaults(),
            new Learner(new Optimizer(1e-4, 100, false), Estimator.GRPO, Duration.ofMillis(1500), Path.of("out")),
            new Reward(Map.of("accuracy", 1.0, "format", 0.2), List.of("accuracy")));

    @TempDir
    private Path folder;

    private final ConfigLoader<Tree> loader = new ConfigLoader<>(Tree.class, DEFAULTS);

    private Tree load(String... overrides) {
        return loader.load(Optional.empty(), List.of(overrides));
    }

    private Tree loadFile(String yaml) throws IOException {
        return loader.load(Optional.of(file(yaml)), List.of());
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("millrace.yaml"), yaml);
    }

    @Test
    void shouldGiveTheDefaultsWithoutAFile() {
        assertThat(load()).isEqualTo(DEFAULTS);
    }

    @Test
    void shouldReadBackWhatItPrints() throws IOException {
        // Given
        Tree tree = load(
                "run.id=night-7", "learner.estimator=dr_grpo", "reward.weights.count=0.5", "learner.folder=a b/c: d");

        // When
        Tree again = loadFile(loader.toYaml(tree));

        // Then
        assertThat(again).isEqualTo(tree);
    }

    @Test
    void shouldReadBackThatAKeyOfTheDefaultsWasTakenOut() throws IOException {
        // Given
        Tree tree = load("reward.weights.accuracy=null");

        // When
        Tree again = loadFile(loader.toYaml(tree));

        // Then
        assertThat(again.reward().weights()).containsOnlyKeys("format");
    }

    @Test
    void shouldPrintKeysEnumsAndDurationsAsTheyAreWritten() {
        assertThat(loader.toYaml(DEFAULTS))
                .contains("topic_prefix: millrace.", "estimator: grpo", "flush: 1500ms", "warmup_steps: 100")
                .contains("id: demo");
    }

    @Test
    void shouldPutOverridesOverTheFileOverTheDefaults() throws IOException {
        // Given
        Path file = file(
                """
                run:
                  seed: 7
                learner:
                  optimizer:
                    lr: 1e-3
                    warmup_steps: 5
                  flush: PT2M
                """);

        // When
        Tree tree = loader.load(Optional.of(file), List.of("learner.optimizer.lr=5e-5"));

        // Then
        assertThat(tree.run()).isEqualTo(new RunConfig(new RunId("demo"), 7));
        assertThat(tree.learner().optimizer()).isEqualTo(new Optimizer(5e-5, 5, false));
        assertThat(tree.learner().flush()).isEqualTo(Duration.ofMinutes(2));
        assertThat(tree.learner().estimator()).isEqualTo(Estimator.GRPO);
    }

    @Test
    void shouldTreatAnEmptyFileAndAnEmptySectionAsNothingSet() throws IOException {
        assertThat(loadFile("# nothing\n")).isEqualTo(DEFAULTS);
        assertThat(loadFile("learner:\n")).isEqualTo(DEFAULTS);
    }

    @Test
    void shouldMergeMapsAndTakeOutWhatIsNull() {
        // When
        Tree tree = load("reward.weights.knowledge=2", "reward.weights.format=null", "reward.required=[format]");

        // Then
        assertThat(tree.reward().weights()).isEqualTo(Map.of("accuracy", 1.0, "knowledge", 2.0));
        assertThat(tree.reward().required()).containsExactly("format");
    }

    @Test
    void shouldTakeADottedKeyBelowAnOpenMapAsOneKey() {
        assertThat(load("kafka.properties.security.protocol=SSL").kafka().properties())
                .isEqualTo(Map.of("security.protocol", "SSL"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "007",
                "012345",
                "12345678901234567890",
                "1e3",
                "1.50",
                ".5",
                "0x10",
                "1_000",
                "+1",
                "yes",
                "no",
                "on",
                "off",
                "true",
                "False",
                "2026-01-31",
                "12:30:45",
                "nan",
                ".inf"
            })
    void shouldKeepTheCharactersOfAText(String text) throws IOException {
        // When
        Tree given = load("kafka.properties.p=" + text);
        Tree read = loadFile("kafka:\n  properties:\n    p: " + text + "\nreward:\n  required: [" + text + "]\n");

        // Then
        assertThat(given.kafka().properties()).isEqualTo(Map.of("p", text));
        assertThat(read.kafka().properties()).isEqualTo(Map.of("p", text));
        assertThat(read.reward().required()).containsExactly(text);
    }

    @Test
    void shouldKeepTheCharactersOfEveryKindOfText() throws IOException {
        // When
        Tree read = loadFile("run:\n  id: 007\nlearner:\n  folder: 1e3\nkafka:\n  topic_prefix: 0123\n");

        // Then
        assertThat(read.run().id()).isEqualTo(new RunId("007"));
        assertThat(read.learner().folder()).isEqualTo(Path.of("1e3"));
        assertThat(read.kafka().topicPrefix()).isEqualTo("0123");
        assertThat(load("run.id=007", "learner.folder=1e3", "kafka.topic_prefix=0123"))
                .isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#s3cret",
                "abc #1",
                "&s3cret",
                "!s3cret",
                "*s3cret",
                "a: b",
                "{a: 1}",
                "[a]",
                "\"quoted\"",
                "'quoted'",
                "it's",
                " blank ",
                "tab\tbed",
                "back\\slash",
                "a=b=c",
                "",
                "%s",
                "@at",
                "`tick",
                "|",
                ">",
                "- x",
                "? x",
                "~",
                "two\nlines",
                "two\nlines \n\n",
                "\u00e4\u20ac",
                "a\u0085b",
                "a\u2028b",
                "a\r\nb",
                "\n",
                "#",
                "null #"
            })
    void shouldTakeAnOverrideOfATextUpToItsEnd(String text) throws IOException {
        // When
        Tree given = load("kafka.properties.p=" + text);

        // Then
        assertThat(given.kafka().properties()).isEqualTo(Map.of("p", text));
        assertThat(loadFile(loader.toYaml(given))).isEqualTo(given);
    }

    @Test
    void shouldReadBackTextsThatLookLikeSomethingElse() throws IOException {
        for (String text : List.of(
                "null", "Null", "~", "true", "007", "1e3", "[hid]", "<<", "=", "---", "...", ".5", "0x1F", "1:30")) {
            // Given
            Tree tree = loadFile("kafka:\n  properties:\n    p: '" + text + "'\n");

            // When
            Tree again = loadFile(loader.toYaml(tree));

            // Then
            assertThat(again.kafka().properties()).isEqualTo(Map.of("p", text));
        }
    }

    @Test
    void shouldKeepKeysThatLookLikeNumbers() throws IOException {
        assertThat(loadFile("kafka:\n  properties:\n    007: a\n    1e3: b\n    true: c\n")
                        .kafka()
                        .properties())
                .isEqualTo(Map.of("007", "a", "1e3", "b", "true", "c"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "!s3cret | kafka.properties.p begins with !, which YAML takes for a tag; quote the value",
                "&s3cret | kafka.properties.p begins with &, which YAML takes for an anchor; quote the value",
                "*s3cret | no YAML: an alias without its anchor; quote a value that begins with *"
            })
    void shouldRefuseAFileThatLosesWhatWasWritten(String value, String message) {
        assertThatThrownBy(() -> loadFile("kafka:\n  properties:\n    p: " + value + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("millrace.yaml:3: " + message)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void shouldRefuseAliasesThatStandForBillionsOfValues() {
        // Given
        StringBuilder bomb = new StringBuilder("a: &a [x, x]\n");
        for (char level = 'b'; level <= 'w'; level++) {
            bomb.append("%1$s: &%1$s [*%2$s, *%2$s]%n".formatted(level, (char) (level - 1)));
        }

        // Then
        assertThatThrownBy(() -> loadFile(bomb.toString()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("more than 10000 values");
    }

    @Test
    void shouldRefuseATabAsIndentation() {
        assertThatThrownBy(() -> loadFile("run:\n\tseed: 1\n")).hasMessageContaining("millrace.yaml:2: no YAML");
    }

    @ParameterizedTest
    @CsvSource({
        "learner.optimiser.lr, learner.optimizer.lr",
        "leaner.optimizer.lr, learner.optimizer.lr",
        "learner.lr, learner.optimizer.lr",
        "lr, learner.optimizer.lr",
        "run.sed, run.seed",
        "kafka.bootstrap_servers, kafka.bootstrap"
    })
    void shouldNameTheNearestKeyOfAnUnknownOne(String unknown, String nearest) {
        assertThatThrownBy(() -> load(unknown + "=1"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("-s " + unknown + ": unknown key " + unknown + "; did you mean " + nearest + "?");
    }

    @Test
    void shouldListTheKeysOfASectionWhereNothingIsNear() {
        assertThatThrownBy(() -> load("run.temperature_of_the_room=1"))
                .hasMessageEndingWith("unknown key run.temperature_of_the_room; known here: id, seed");
    }

    @Test
    void shouldNameFileAndLineOfAnUnknownKey() {
        assertThatThrownBy(() -> loadFile("run:\n  seed: 1\n  sede: 2\n"))
                .hasMessageEndingWith("millrace.yaml:3: unknown key run.sede; did you mean run.seed?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learner.optimizer.lr=fast | learner.optimizer.lr must be a number, not \"fast\"",
                "learner.optimizer.warmup_steps=1.5 | learner.optimizer.warmup_steps must be a whole number below 2147483648, not 1.5",
                "learner.optimizer.warmup_steps=\"3\" | learner.optimizer.warmup_steps must be a whole number below 2147483648, not \"\\\"3\\\"\"",
                "learner.optimizer.warmup_steps=99999999999 | learner.optimizer.warmup_steps must be a whole number below 2147483648, not 99999999999",
                "learner.optimizer.nesterov=1 | learner.optimizer.nesterov must be true or false, not 1",
                "learner.optimizer.lr=null | learner.optimizer.lr must be a number, not empty",
                "learner.estimator=reinforce | learner.estimator must be one of grpo, dr_grpo, not \"reinforce\"",
                "learner.estimator=null | learner.estimator must be one of grpo, dr_grpo, not \"null\"",
                "learner.flush=12 | learner.flush must be a duration such as 30s, 500ms or PT1M, not \"12\"",
                "learner.optimizer.lr=1e-4 # low | learner.optimizer.lr must be a number, not \"1e-4 # low\"",
                "learner.optimizer.lr=1e400 | learner.optimizer.lr must be a number, not \"1e400\"",
                "learner.optimizer.warmup_steps=0x10 | learner.optimizer.warmup_steps must be a whole number below 2147483648, not \"0x10\"",
                "learner.optimizer.warmup_steps= | learner.optimizer.warmup_steps must be a whole number below 2147483648, not empty",
                "learner.optimizer.nesterov=yes | learner.optimizer.nesterov must be true or false, not \"yes\"",
                "run.seed=99999999999999999999 | run.seed must be a whole number below 9223372036854775808, not 99999999999999999999",
                "run.seed=9007199254740992 | run.seed must be within ±9007199254740991, not 9007199254740992: it stands in records that other languages read",
                "run.seed=-9007199254740992 | run.seed must be within ±9007199254740991, not -9007199254740992: it stands in records that other languages read",
                "run.id=my run | run.id: run id 'my run' must be 1 to 64 characters of a-z A-Z 0-9 . _ - and begin with a letter or digit",
                "learner.estimator=1 | learner.estimator must be one of grpo, dr_grpo, not 1",
                "reward.weights.accuracy=yes | reward.weights.accuracy must be a number, not \"yes\"",
                "learner.flush=soon | learner.flush must be a duration such as 30s, 500ms or PT1M, not \"soon\"",
                "learner.optimizer=fast | learner.optimizer must be a section with keys of its own, not \"fast\"",
                "reward.weights.accuracy=high | reward.weights.accuracy must be a number, not \"high\"",
                "reward.required=accuracy | reward.required must be a list, not \"accuracy\"",
                "learner.optimizer.warmup_steps=-1 | learner.optimizer.warmup_steps must not be negative: -1",
                "kafka.partitions=0 | kafka.partitions must be at least 1, not 0"
            })
    void shouldNameThePathOfAWrongValue(String override, String message) {
        assertThatThrownBy(() -> load(override))
                .isInstanceOf(ConfigException.class)
                .hasMessage("-s " + override + ": " + message);
    }

    @Test
    void shouldNameFileAndLineOfAWrongValue() {
        assertThatThrownBy(() -> loadFile("kafka:\n  topic_prefix: x.\n  partitions: 0\n"))
                .hasMessageEndingWith("millrace.yaml:3: kafka.partitions must be at least 1, not 0");
    }

    @Test
    void shouldRefuseAKeyThatStandsTwice() {
        assertThatThrownBy(() -> loadFile("run:\n  seed: 1\n  seed: 2\n"))
                .hasMessageEndingWith("millrace.yaml:3: run.seed stands twice, first on line 2");
    }

    @Test
    void shouldRefuseWhatIsNoYaml() {
        assertThatThrownBy(() -> loadFile("run: [1\n")).hasMessageContaining("millrace.yaml:2: no YAML");
    }

    @Test
    void shouldSayHowAnEmptyTextIsWritten() {
        assertThatThrownBy(() -> loadFile("run:\n  id:\n"))
                .hasMessageEndingWith("millrace.yaml:2: run.id must be a run id, not empty");
        assertThatThrownBy(() -> loadFile("kafka:\n  bootstrap: null\n"))
                .hasMessageEndingWith("millrace.yaml:2: kafka.bootstrap must be a text, not empty");
    }

    @Test
    void shouldSayThatADottedKeyIsWrittenInSections() {
        assertThatThrownBy(() -> loadFile("run.id: x\n"))
                .hasMessageEndingWith("millrace.yaml:1: unknown key run.id; a file has sections, as in run: {id: …}");
    }

    @Test
    void shouldSayThatAPropertyWithDotsIsOneKey() {
        assertThatThrownBy(() -> loadFile("kafka:\n  properties:\n    sasl:\n      password: s3cret\n"))
                .hasMessageEndingWith("millrace.yaml:3: kafka.properties.sasl must be a text, not a section;"
                        + " a key with dots is one key here, as in sasl.password: …");
    }

    @Test
    void shouldRefuseAFileWithoutSections() {
        assertThatThrownBy(() -> loadFile("- 1\n")).hasMessageContaining("must hold sections");
    }

    @Test
    void shouldRefuseAMissingFile() {
        assertThatThrownBy(() -> loader.load(Optional.of(Path.of("nowhere.yaml")), List.of()))
                .hasMessage("no config file nowhere.yaml");
    }

    @Test
    void shouldRefuseAnOverrideWithoutAValueOrBelowAValue() {
        assertThatThrownBy(() -> load("run.seed")).hasMessageContaining("key=value");
        assertThatThrownBy(() -> load("run.seed.x=1")).hasMessageContaining("run.seed is a value");
    }
}
