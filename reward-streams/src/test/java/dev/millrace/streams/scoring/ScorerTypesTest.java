package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.family.NoConfig;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.log.EncodedImages;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.reward.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorerTypesTest {

    private static final Set<String> OF_TEXTS = Set.of("accuracy", "accuracy_strict", "format", "math", "overlong");

    @Test
    void shouldFindTheTypesOnTheClassPathAndWhatTheyJudge() {
        assertThat(ScorerTypes.found().names()).containsAll(OF_TEXTS);
        assertThat(OF_TEXTS)
                .allSatisfy(type -> assertThat(declared(type).judges()).isEqualTo(Judges.TEXT));
    }

    @Test
    void shouldFindATypeOfAnotherJarAndMakeItOfItsConfig() throws Exception {
        // Given a type that only META-INF/services of the tests names
        ScorerConfig declared = declared("length");
        ScorerConfig shorter =
                new ScorerConfig("length", Judges.BOTH, declared.timeout(), 1, 1, 0, new LengthFactory.LengthConfig(4));

        // When
        try (NamedScorer scorer = make("brevity", shorter)) {
            // Then
            assertThat(scorer.name()).isEqualTo("brevity");
            assertThat(scorer.scorer().score(List.of(Samples.sample("12", null), Samples.sample("123456", null))))
                    .containsExactly(new Verdict.Scored(1), new Verdict.Scored(0));
        }
    }

    @Test
    void shouldRefuseTypesThatCannotBeToldApart() {
        assertThatThrownBy(() -> new ScorerTypes(List.of(new LengthFactory(), new LengthFactory())))
                .hasMessageStartingWith(
                        "the type of scorers length is there twice, as " + LengthFactory.class.getName());
        assertThatThrownBy(() -> new ScorerTypes(List.of(new LengthFactory("external"))))
                .hasMessageContaining("calls its scorers \"external\", which is no name of a type");
        assertThatThrownBy(() -> new ScorerTypes(List.of(new LengthFactory("My-Type"))))
                .hasMessageContaining("lower-case letters, digits and _");
    }

    @Test
    void shouldNotMakeWhatAnotherProgramRuns() {
        ScorerConfig external =
                new ScorerConfig("external", Judges.TEXT, Duration.ofSeconds(1), 1, 1, 0, new NoConfig());

        assertThatThrownBy(() -> make("theirs", external))
                .hasMessage("scorer theirs is of type external: another program runs it");
    }

    @Test
    void shouldAbstainFromWhatItDoesNotJudge() {
        Sample text = new Sample(id(), prompt(Task.UNDERSTANDING), "7");
        Sample asked = new Sample(id(), prompt(Task.GENERATION), "7");
        Sample drawn = new Sample(
                id(), prompt(Task.UNDERSTANDING), "7", Optional.of(new ImageRef("0".repeat(64), "image/png")));

        assertThat(named(Judges.TEXT).abstention(text)).isEmpty();
        assertThat(List.of(asked, drawn))
                .allSatisfy(sample -> assertThat(named(Judges.TEXT).abstention(sample))
                        .contains(new Verdict.Abstained("the response is an image")));
        assertThat(named(Judges.IMAGE).abstention(drawn)).isEmpty();
        assertThat(List.of(text, asked))
                .allSatisfy(sample -> assertThat(named(Judges.IMAGE).abstention(sample))
                        .contains(new Verdict.Abstained("the response is text")));
        assertThat(List.of(text, asked, drawn))
                .allSatisfy(sample ->
                        assertThat(named(Judges.BOTH).abstention(sample)).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accuracy        | 7   | 1",
                "accuracy        | six | 0",
                "accuracy_strict | 7   | 1",
                "accuracy_strict | 7.  | 0",
                "format          | 7   | 1",
            })
    void shouldScoreTexts(String type, String answer, double value) throws Exception {
        Sample sample = new Sample(id(), prompt(Task.UNDERSTANDING), "<think> x </think> " + answer);

        try (NamedScorer scorer = make(type, declared(type))) {
            assertThat(scorer.scorer().score(List.of(sample))).containsExactly(new Verdict.Scored(value));
        }
    }

    private static NamedScorer named(Judges judges) {
        return new NamedScorer("test", judges, new AccuracyScorer(), NO_IMAGES);
    }

    private static final ReferencedImages NO_IMAGES = new LoggedImages(EncodedImages.NONE);

    private static ScorerConfig declared(String type) {
        return ScoringConfig.defaults().declare(ScorerTypes.found().find(type).orElseThrow());
    }

    private static NamedScorer make(String name, ScorerConfig config) {
        return ScorerTypes.found().make(name, config, new ScorerContext(name, NO_IMAGES, Clock.systemUTC()));
    }

    private static TrajectoryId id() {
        return new TrajectoryId(new GroupId("g"), 0);
    }

    private static Prompt prompt(Task task) {
        return Prompt.newBuilder()
                .setRunId("r")
                .setPromptId("p")
                .setTask(task)
                .setText("the sum of 3 and 4")
                .setReference("7")
                .build();
    }
}
