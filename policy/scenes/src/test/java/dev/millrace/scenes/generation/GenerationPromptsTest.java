package dev.millrace.scenes.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.text.Tokens;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.scenes.generation.DrawingCategory.Kind;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GenerationPromptsTest {

    private static final int PROMPT_TOKENS = 24;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldDrawWhatTheRulesAskFor(Kind kind) {
        tasks(3, Split.TRAIN, kind, 600).forEach(task -> assertThat(
                        task.rules().verify(DetectedObject.of(task.scene())).holds())
                .as("%s: %s", task.text(), task.scene())
                .isTrue());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"CAPTION"},
            mode = EnumSource.Mode.EXCLUDE)
    void shouldShareNoTextBetweenTheSplits(Kind kind) {
        // Given
        Set<String> trained = texts(tasks(1, Split.TRAIN, kind, 20_000));

        // When
        Set<String> heldOut = texts(tasks(2, Split.HELD_OUT, kind, 3_000));

        // Then
        assertThat(heldOut).isNotEmpty().doesNotContainAnyElementsOf(trained);
    }

    @Test
    void shouldNotTellHeldOutPromptsInCaptions() {
        // Given
        Set<String> heldOut = texts(tasks(2, Split.HELD_OUT, Kind.COMPOSITION, 5_000));

        // When
        Set<String> captions = texts(tasks(1, Split.TRAIN, Kind.CAPTION, 5_000));

        // Then
        assertThat(captions).doesNotContainAnyElementsOf(heldOut);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldUseOnlyWordsOfTheVocabularyAndFewOfThem(Kind kind) {
        // Given
        WordTokenizer tokenizer = WordTokenizer.builtIn();

        // When / Then
        tasks(5, Split.TRAIN, kind, 3_000).map(DrawingTask::text).distinct().forEach(text -> {
            Tokens tokens = tokenizer.encode(text);
            assertThat(tokens.length()).as(text).isLessThanOrEqualTo(PROMPT_TOKENS);
            assertThat(tokens.toArray())
                    .as(text)
                    .doesNotContain(tokenizer.special().unknown());
        });
    }

    @Test
    void shouldHaveHeldOutPromptsInEveryCategory() {
        // Given
        Map<DrawingCategory, Set<String>> texts = new EnumMap<>(DrawingCategory.class);

        // When
        Stream.of(Kind.COMPOSITION, Kind.KNOWLEDGE, Kind.EDITING)
                .flatMap(kind -> tasks(0, Split.HELD_OUT, kind, 2_000))
                .forEach(task -> texts.computeIfAbsent(task.category(), category -> new HashSet<>())
                        .add(task.text()));

        // Then
        assertThat(texts).hasSize(DrawingCategory.values().length - 1);
        texts.forEach((category, held) -> assertThat(held).as(category.label()).hasSizeGreaterThanOrEqualTo(3));
    }

    @Test
    void shouldGiveTheSamePromptForTheSameSeedAndPlace() {
        assertThat(tasks(7, Split.TRAIN, Kind.COMPOSITION, 50).toList())
                .isEqualTo(tasks(7, Split.TRAIN, Kind.COMPOSITION, 50).toList());
        assertThat(tasks(8, Split.TRAIN, Kind.COMPOSITION, 50).toList())
                .isNotEqualTo(tasks(7, Split.TRAIN, Kind.COMPOSITION, 50).toList());
    }

    @Test
    void shouldHoldOutOneWordingOfEachFactAndTrainTheOthers() {
        // Given
        List<KnowledgeFact> facts = KnowledgeFact.builtIn();
        Set<String> trained = texts(tasks(1, Split.TRAIN, Kind.KNOWLEDGE, 10_000));
        Set<String> heldOut = texts(tasks(1, Split.HELD_OUT, Kind.KNOWLEDGE, 10_000));

        // Then
        assertThat(facts).hasSize(60).extracting(KnowledgeFact::answer).allMatch(answer -> answer >= 0 && answer <= 9);
        assertThat(facts).allSatisfy(fact -> {
            assertThat(fact.phrasings()).filteredOn(trained::contains).hasSize(2);
            assertThat(fact.phrasings()).filteredOn(heldOut::contains).hasSize(1);
        });
    }

    @Test
    void shouldTellTheAnswerOfQuestionsAndTheSourceOfEdits() {
        tasks(1, Split.TRAIN, Kind.KNOWLEDGE, 100).forEach(task -> {
            String answer = task.answer().orElseThrow();
            assertThat(task.rules().include()).containsExactly(ObjectRule.of(Integer.parseInt(answer), 1));
            assertThat(task.source()).isEmpty();
        });
        tasks(1, Split.TRAIN, Kind.EDITING, 400).forEach(task -> {
            assertThat(task.answer()).isEmpty();
            assertThat(task.rules()
                            .verify(DetectedObject.of(task.source().orElseThrow()))
                            .holds())
                    .as("the unchanged image must not do: %s", task)
                    .isFalse();
        });
    }

    @Test
    void shouldRefuseToHoldOutCaptions() {
        assertThatThrownBy(() -> new GenerationPrompts(0, Split.HELD_OUT, Kind.CAPTION))
                .hasMessageContaining("never held out");
    }

    private static Set<String> texts(Stream<DrawingTask> tasks) {
        Set<String> texts = new HashSet<>();
        tasks.map(DrawingTask::text).forEach(texts::add);
        return texts;
    }

    private static Stream<DrawingTask> tasks(long seed, Split split, Kind kind, int count) {
        GenerationPrompts prompts = new GenerationPrompts(seed, split, kind);
        return LongStream.range(0, count).mapToObj(prompts::task);
    }
}
