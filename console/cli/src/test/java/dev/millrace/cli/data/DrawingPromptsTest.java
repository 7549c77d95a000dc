package dev.millrace.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.evaluate.DrawingItem;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.prompt.MotFormat;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.Task;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.scenes.generation.DrawingTask;
import dev.millrace.scenes.generation.ScenePrior;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DrawingPromptsTest {

    private static final List<DatasetEntry> HELD_OUT = DrawingPrompts.ALL.heldOut(10);
    private static final List<DatasetEntry> TRAINING = DrawingPrompts.ALL.training(1, 2000);

    @Test
    void shouldShareNoTextBetweenTrainingAndEvaluation() {
        Set<String> trained = TRAINING.stream().map(DatasetEntry::problem).collect(Collectors.toSet());

        assertThat(HELD_OUT).extracting(DatasetEntry::problem).doesNotContainAnyElementsOf(trained);
    }

    @Test
    void shouldHoldOutSomeOfEachCategoryAndNoneTwice() {
        Set<String> categories = new TreeSet<>();
        Set<String> expected = new TreeSet<>();
        HELD_OUT.forEach(entry -> categories.add(entry.category().orElseThrow()));
        for (DrawingCategory category : DrawingCategory.values()) {
            if (category != DrawingCategory.CAPTION) {
                expected.add(category.label());
            }
        }

        assertThat(categories).isEqualTo(expected);
        assertThat(new HashSet<>(HELD_OUT)).hasSameSizeAs(HELD_OUT);
        assertThat(HELD_OUT).extracting(DatasetEntry::id).doesNotHaveDuplicates();
        assertThat(HELD_OUT).extracting(DatasetEntry::problem).doesNotHaveDuplicates();
        assertThat(HELD_OUT).hasSizeBetween(60, 120);
    }

    @Test
    void shouldFitTheBasePolicyAndHaveRules() {
        WordTokenizer tokenizer = WordTokenizer.builtIn();
        PromptFormat format = new MotFormat(tokenizer, PolicyConfig.base(tokenizer.vocabularySize()), ImageDecoder.PNG);
        List<DrawingItem> items = DrawingItems.of(HELD_OUT);

        assertThat(items).hasSameSizeAs(HELD_OUT);
        assertThat(items).allSatisfy(item -> assertThat(
                        format.encode(item.problem(), item.images()).orThrow())
                .isNotNull());
        assertThat(EvaluationItems.of(HELD_OUT)).isEmpty();
    }

    @Test
    void shouldTrainOnObjectsTwiceAsOftenAsOnKnowledge() {
        List<DatasetEntry> first = TRAINING.subList(0, 22);

        assertThat(first.stream().filter(entry -> entry.task() == Task.EDITING)).hasSize(4);
        assertThat(first.stream().filter(entry -> entry.answer().isPresent())).hasSize(6);
    }

    @Test
    void shouldAskForNothingUsualAgainstAPrior() {
        List<DrawingTask> tasks = DrawingPrompts.AGAINST_PRIOR.tasks(1, 300);
        List<DatasetEntry> heldOut = DrawingPrompts.AGAINST_PRIOR.heldOut(10);

        assertThat(tasks).hasSize(300).allMatch(ScenePrior::isAgainst);
        assertThat(heldOut)
                .extracting(entry -> entry.category().orElseThrow())
                .containsOnly("colors", "position", "color_attr");
        assertThat(heldOut)
                .hasSizeBetween(20, 30)
                .extracting(DatasetEntry::problem)
                .doesNotContainAnyElementsOf(
                        tasks.stream().map(DrawingTask::text).toList());
    }

    @Test
    void shouldGiveTheTasksOfItsEntries() {
        List<DrawingTask> tasks = DrawingPrompts.ALL.tasks(1, 40);

        for (int i = 0; i < 40; i++) {
            assertThat(TRAINING.get(i).problem()).endsWith(tasks.get(i).text());
        }
    }
}
