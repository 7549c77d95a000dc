package dev.millrace.monitoring.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Task;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupIndexTest {

    private final GroupIndex index = new GroupIndex("accuracy");

    @Test
    void shouldKnowWhatWasSaidOfAGroupBeforeItClosed() {
        // Given
        index.asked(GroupRows.id(1), GroupRows.prompt(1, Task.UNDERSTANDING, "how many?"));
        index.failed(GroupRows.id(1), "math");
        index.drawn(GroupRows.id(1), "ab");
        index.add(GroupRows.drop(1, DropReason.FAILED_SCORE, "math failed", false, 3), 0, 7);
        assertThat(index.rows()).isEmpty();

        // When
        index.add(GroupRows.experience(1, "count", 3, 1, 0, 0), 10);

        // Then
        assertThat(index.get(GroupRows.id(1))).hasValueSatisfying(row -> {
            assertThat(row.prompt()).extracting(PromptRow::text).isEqualTo("how many?");
            assertThat(row.failed()).containsExactly("math");
            assertThat(row.notes().drawn()).containsExactly("ab");
            assertThat(row.drops()).extracting(GroupDrop::reason).containsExactly("failed_score");
            assertThat(row.closed()).isEqualTo("partial");
            assertThat(row.credit()).hasValueSatisfying(made -> {
                assertThat(made.right()).isEqualTo(1);
                assertThat(made.offset()).isEqualTo(10);
                assertThat(made.rewards()).hasToString("[1.0, 0.0, 0.0, NaN]");
            });
        });
    }

    @Test
    void shouldCountADropThatIsReadTwiceOnce() {
        index.add(GroupRows.experience(1, "count", 3, 1, 0, 0), 10);

        index.add(GroupRows.drop(1, DropReason.MISSING_SCORE, "", false, 3), 0, 7);
        index.add(GroupRows.drop(1, DropReason.MISSING_SCORE, "", false, 3), 0, 7);

        assertThat(index.rows()).singleElement().satisfies(row -> assertThat(row.drops())
                .hasSize(1));
    }

    @Test
    void shouldTellAGroupThatTheLearnerDroppedWithItsRewards() {
        index.add(GroupRows.experience(1, "count", 3, 1, 0, 0, 0), 10);

        index.add(GroupRows.drop(1, DropReason.STALE, "5 versions behind", true, 0, 1, 2, 3), 0, 7);

        assertThat(index.rows()).singleElement().satisfies(row -> {
            assertThat(row.closed()).isEqualTo("dropped");
            assertThat(row.credit()).isPresent();
        });
    }

    @Test
    void shouldForgetTheOldestFirst() {
        // Given a full table, filled from the newest to the oldest
        for (int i = GroupIndex.MOST; i > 0; i--) {
            index.add(GroupRows.experience(i, "count", 3, 1), i);
        }

        // When
        index.add(GroupRows.experience(GroupIndex.MOST + 1, "count", 3, 1), GroupIndex.MOST + 1L);

        // Then
        assertThat(index.rows()).hasSize(GroupIndex.MOST);
        assertThat(index.get(GroupRows.id(1))).isEmpty();
        assertThat(index.get(GroupRows.id(2))).isPresent();
        assertThat(index.oldestOffset()).isEqualTo(1);
    }

    @Test
    void shouldAskForThePromptsOfTheNewestFirst() {
        for (int i = 1; i <= 5; i++) {
            index.add(GroupRows.experience(i, "count", 3, 1), i);
        }
        index.asked(GroupRows.id(4), GroupRows.prompt(4, Task.UNDERSTANDING, "?"));

        List<String> unknown = index.withoutPrompt(2, Set.of(GroupRows.id(5)));

        assertThat(unknown).containsExactly(GroupRows.id(3), GroupRows.id(2));
    }

    @Test
    void shouldKeepEachPromptOnce() {
        for (int i = 1; i <= 2; i++) {
            index.add(GroupRows.experience(3 * i, "count", 3, 1), i);
            index.asked(GroupRows.id(3 * i), GroupRows.prompt(0, Task.UNDERSTANDING, "the same"));
        }

        List<PromptRow> prompts = index.rows().stream().map(GroupRow::prompt).toList();

        assertThat(prompts.get(0)).isNotNull().isSameAs(prompts.get(1));
    }
}
