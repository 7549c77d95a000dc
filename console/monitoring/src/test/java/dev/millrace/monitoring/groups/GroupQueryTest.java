package dev.millrace.monitoring.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Task;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupQueryTest {

    private final GroupIndex index = new GroupIndex("accuracy");

    @BeforeEach
    void fill() {
        index.add(GroupRows.experience(1, "count", 40, 1, 1, 1, 1), 10);
        index.add(GroupRows.experience(2, "count", 41, 1, 0, 0, 0), 12);
        index.add(GroupRows.experience(3, "color", 50, 0.2, 0.3, 0.2, 0.2), 14);
        index.add(GroupRows.experience(4, "color", 50, 0.2, 0.2, 0.2, 0.2), 16);
        index.add(GroupRows.drop(5, DropReason.GROUP_TOO_SMALL, "1 of 2", true, 0, 1, 2, 3), 0, 6);
        for (int i = 1; i <= 5; i++) {
            Task task = i < 3 ? Task.UNDERSTANDING : Task.GENERATION;
            index.asked(GroupRows.id(i), GroupRows.prompt(i, task, "prompt " + (char) ('a' + (7 * i) % 5)));
        }
    }

    @Test
    void shouldOrderByEveryFigureWithWhatHasNoneLast() {
        assertThat(ordered(GroupSort.CLOSED, false)).isEqualTo("5 4 3 2 1");
        assertThat(ordered(GroupSort.CLOSED, true)).isEqualTo("1 2 3 4 5");
        assertThat(ordered(GroupSort.REWARD, false)).isEqualTo("1 2 3 4 5");
        assertThat(ordered(GroupSort.REWARD, true)).isEqualTo("4 3 2 1 5");
        assertThat(ordered(GroupSort.SPREAD, false)).isEqualTo("2 3 4 1 5");
        assertThat(ordered(GroupSort.VERSION, false)).isEqualTo("4 3 2 1 5");
        assertThat(ordered(GroupSort.RIGHT, false)).isEqualTo("1 2 4 3 5");
        assertThat(ordered(GroupSort.PROMPT, false)).isEqualTo("5 3 1 4 2");
        assertThat(ordered(GroupSort.TASK, false)).isEqualTo("5 4 3 2 1");
    }

    @Test
    void shouldCompareDisputesWithinTheirTask() {
        assertThat(ordered(GroupView.DISPUTED, GroupSort.DISPUTED, false))
                .as("the widest of each task is as wide as can be")
                .isEqualTo("3 2");
    }

    @Test
    void shouldShowThePartsThatAreLookedAtOften() {
        assertThat(ordered(GroupView.NEAR, GroupSort.CLOSED, false)).isEqualTo("2");
        assertThat(ordered(GroupView.DROPPED, GroupSort.CLOSED, false)).isEqualTo("5");
    }

    @Test
    void shouldStandStillWhileItIsRead() {
        GroupPage page = query(GroupView.ALL, GroupSort.CLOSED, false, GroupRows.BEGIN.plusSeconds(3), 1, 2)
                .page(index.rows());

        assertThat(page.total()).isEqualTo(3);
        assertThat(page.newer()).isEqualTo(2);
        assertThat(page.remembered()).isEqualTo(5);
        assertThat(page.rows()).extracting(GroupRow::id).containsExactly(GroupRows.id(2), GroupRows.id(1));
    }

    @Test
    void shouldGiveNothingBehindTheEnd() {
        GroupPage page =
                query(GroupView.ALL, GroupSort.CLOSED, false, null, 1_000, 10).page(index.rows());

        assertThat(page.total()).isEqualTo(5);
        assertThat(page.rows()).isEmpty();
    }

    @Test
    void shouldTellWhatAFilterCanBeMadeOf() {
        GroupFacets facets = GroupFacets.of(index.rows());

        assertThat(facets.words().get("category")).hasToString("{color=2, count=2, asked=1}");
        assertThat(facets.words().get("closed")).hasToString("{complete=4, deadline=1, dropped=1}");
        assertThat(facets.words().get("reason")).hasToString("{group_too_small=1}");
        assertThat(facets.scorers()).hasToString("{accuracy=4, format=4}");
        assertThat(facets.numbers()).containsKeys("reward", "spread", "right", "version", "oldest", "size", "missing");
    }

    private String ordered(GroupSort sort, boolean isRising) {
        return ordered(GroupView.ALL, sort, isRising);
    }

    private String ordered(GroupView view, GroupSort sort, boolean isRising) {
        return String.join(
                " ",
                query(view, sort, isRising, null, 0, 100).page(index.rows()).rows().stream()
                        .map(row -> row.id().substring("run/0/".length()))
                        .toList());
    }

    private static GroupQuery query(
            GroupView view, GroupSort sort, boolean isRising, @Nullable Instant until, int from, int most) {
        return new GroupQuery(view, new Filter.All(List.of()), sort, isRising, until, from, most);
    }
}
