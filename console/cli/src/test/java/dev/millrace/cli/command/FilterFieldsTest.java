package dev.millrace.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.cli.CommandRun;
import dev.millrace.monitoring.watch.TopicFilter;
import dev.millrace.runtime.config.MillraceConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of {@code watch --follow} that can match nothing are refused before a broker is asked. */
class FilterFieldsTest {

    private static final String NOBODY = "kafka.bootstrap=127.0.0.1:1";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "scores|scorr=accuracy|scores have no field scorr; did you mean scorer?",
                "scores|Scorer=accuracy|scores have no field Scorer; did you mean scorer?",
                "trajectories|prompt.categry=count|trajectories have no field prompt.categry; did you mean prompt.category?",
                "trajectories|prompt.reference.x=1|prompt.reference of trajectories has no fields",
                "trajectories|tokens.0=1|tokens of trajectories has no fields",
                "drops|reason=STAEL|reason of drops is never STAEL; it is one of",
                "scores|value=high|value of scores is a number, never high",
                "training-steps|skipped=yes|skipped of training-steps is true or false, never yes",
                "dead-letters|reason=x|dead-letters have no field reason; they have bytes, cause, source",
            })
    void shouldRefuseAFilterThatCanMatchNothing(String topic, String filter, String says) {
        // When
        CommandRun run = CommandRun.of("watch", "--follow", topic, "--filter", filter, "-s", NOBODY);

        // Then
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("millrace watch: --filter " + filter + ": " + says)
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({
        "scores,scorer=accuracy",
        "scores,value=0.5",
        "scores,value~.5",
        "drops,reason=stale",
        "drops,reason~ST",
        "drops,indices~3",
        "trajectories,prompt.category~count",
        "training-steps,metrics.actor/lr=fast",
        "training-steps,skipped=true",
        "training-steps,unreadable~schema",
        "weights,deleted=true",
        "dead-letters,source~millrace.scores"
    })
    void shouldTakeEveryFieldOfTheSchema(String topic, String filter) {
        // Given
        MillraceConfig settings = MillraceConfig.loader().load(List.of(), Optional.empty(), List.of());

        // When
        FollowedTopic followed = FollowedTopic.of(settings, topic, List.of(filter), true);

        // Then
        assertThat(followed.filters()).containsExactly(TopicFilter.parse(filter));
    }

    @Test
    void shouldNameTheKnownTopics() {
        // When
        CommandRun run = CommandRun.of("watch", "--follow", "scorse", "-s", NOBODY);

        // Then
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no topic scorse; there are ", "scores");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--filter=scorer=x", "--limit=3", "--all-runs", "--from=beginning"})
    void shouldRefuseWhatOnlyGoesWithATopic(String option) {
        // When
        CommandRun run = CommandRun.of("watch", option, "-s", NOBODY);

        // Then
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(option.replaceFirst("=.*", "") + " goes with --follow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--out=images", "--plain"})
    void shouldRefuseWhatOnlyGoesWithAGroup(String option) {
        // When
        CommandRun run = CommandRun.of("watch", option, "-s", NOBODY);

        // Then
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(option.replaceFirst("=.*", "") + " goes with --group");
    }
}
