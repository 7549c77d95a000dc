package dev.millrace.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.evaluate.EvaluationItem;
import dev.millrace.cli.evaluate.ItemInput;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.dataset.DatasetEntry;
import dev.millrace.policy.dataset.Task;
import dev.millrace.runtime.config.PolicySource;
import dev.millrace.runtime.role.Policies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvaluationItemsTest {

    @Test
    void shouldAskWithTheSystemPromptThatIsTrainedWith() {
        // Given
        PromptFormat format = Policies.format(Policies.find(PolicySource.BASE));
        DatasetEntry entry = new DatasetEntry(
                "a",
                Task.UNDERSTANDING,
                "how many ?",
                List.of(),
                Optional.of("3"),
                Optional.empty(),
                Optional.empty(),
                Optional.of("count"),
                Map.of());

        // When
        EvaluationItem item = EvaluationItems.of(List.of(entry)).get(0);
        PolicyInput asked = ItemInput.of(format, item.id(), item.system(), item.problem(), item.images());

        // Then
        assertThat(asked.tokens())
                .isEqualTo(
                        format.encode("count how many ?", List.of()).orThrow().tokens());
    }
}
