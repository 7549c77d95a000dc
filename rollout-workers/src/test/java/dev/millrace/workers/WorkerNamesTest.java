package dev.millrace.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerNamesTest {

    private static final Topics TOPICS = new Topics("millrace.");

    @ParameterizedTest
    @ValueSource(strings = {"b.worker.c", "b.learner"})
    void shouldRefuseAnIdByWhichTwoRunsWouldFenceEachOther(String worker) {
        assertThatThrownBy(() -> new WorkerNames(TOPICS, new RunId("a"), worker))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("worker id '" + worker + "' must not hold '.worker.' nor end in '.learner'");
    }

    @Test
    void shouldGiveEachRunNamesOfItsOwn() {
        WorkerNames one = new WorkerNames(TOPICS, new RunId("a"), "host.7");
        WorkerNames other = new WorkerNames(TOPICS, new RunId("a.worker"), "7");

        assertThat(one.transactionalId()).isNotEqualTo(other.transactionalId());
        assertThat(one.group()).isNotEqualTo(other.group());
        assertThat(one.dropsGroup()).isNotEqualTo(other.dropsGroup());
    }
}
