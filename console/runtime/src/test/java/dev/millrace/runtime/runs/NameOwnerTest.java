package dev.millrace.runtime.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.EvaluatorName;
import dev.millrace.schemas.topic.RunNames;
import dev.millrace.schemas.topic.Topics;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameOwnerTest {

    private static final Topics TOPICS = new Topics("p.");
    private static final RunId RUN = new RunId("run-1");
    private static final NameOwner OWNER = new NameOwner(TOPICS, List.of());

    private static Stream<String> names() {
        RunNames names = new RunNames(TOPICS, RUN);
        return Stream.of(
                names.workers(),
                names.workerClaims(),
                names.workerDrops(),
                names.worker("w0").transactionalId(),
                names.scorer("accuracy"),
                names.streams(),
                names.streams() + "-store-changelog",
                names.metrics(),
                names.learner(),
                names.replay(),
                names.evaluator(new EvaluatorName("held-out")));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldKnowEveryNameOfARun(String name) {
        assertThat(OWNER.of(name)).contains(RUN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"p.prompts", "p.dead-letters", "q.run-1.learner", "p.run-1.other", "p./.learner", "p.learner"})
    void shouldKnowNoOtherName(String name) {
        assertThat(OWNER.of(name)).isEmpty();
    }

    @Test
    void shouldTellRunsApartWhoseNamesBeginAlike() {
        NameOwner owner = new NameOwner(TOPICS, List.of("a", "a.scorer.b"));

        assertThat(owner.of("p.a.scorer.b.workers")).contains(new RunId("a.scorer.b"));
        assertThat(owner.of("p.a.scorer.x")).contains(new RunId("a"));
    }
}
