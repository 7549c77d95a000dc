package dev.millrace.scenes.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.scenes.generation.DrawingTask;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DrawingTurnsTest {

    private static final PolicyConfig PLAIN = PolicyConfig.base(256);
    private static final PolicyConfig SEEING =
            PLAIN.withDrawing(PLAIN.requireDrawing().withSource());

    private static Map<DrawingCategory, Long> categories(LongFunction<DrawingTask> tasks) {
        return LongStream.range(0, 720)
                .mapToObj(tasks)
                .collect(Collectors.groupingBy(DrawingTask::category, Collectors.counting()));
    }

    @Test
    void shouldTeachEveryEditAlikeWhereLatentsSeeWhatTheyChange() {
        Map<DrawingCategory, Long> categories = categories(DrawingExamples.turns(1, SEEING));

        for (DrawingCategory edit : DrawingCategory.of(DrawingCategory.Kind.EDITING)) {
            assertThat(categories).containsEntry(edit, 81L);
        }
        for (DrawingCategory composition : DrawingCategory.of(DrawingCategory.Kind.COMPOSITION)) {
            assertThat(categories).containsEntry(composition, 42L);
        }
        assertThat(categories).containsEntry(DrawingCategory.CAPTION, 72L);
    }

    @Test
    void shouldTeachWhatTheBasePolicyLearned() {
        Map<DrawingCategory.Kind, Long> kinds = LongStream.range(0, 200)
                .mapToObj(DrawingExamples.turns(1, PLAIN))
                .map(task -> task.category().kind())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(kinds)
                .containsEntry(DrawingCategory.Kind.CAPTION, 60L)
                .containsEntry(DrawingCategory.Kind.COMPOSITION, 70L)
                .containsEntry(DrawingCategory.Kind.KNOWLEDGE, 20L)
                .containsEntry(DrawingCategory.Kind.EDITING, 50L);
    }
}
