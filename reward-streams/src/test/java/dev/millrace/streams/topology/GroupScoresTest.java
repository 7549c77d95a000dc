package dev.millrace.streams.topology;

import static dev.millrace.streams.topology.AssemblyFixture.SIZE;
import static dev.millrace.streams.topology.AssemblyFixture.scoreOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LateReason;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.ScoreItem;
import dev.millrace.schemas.avro.ScoreOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scores of several trajectories in one record: each counts as if it had come alone. */
class GroupScoresTest {

    @Test
    void shouldCloseAGroupByOneRecordOfEachScorer() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();

            topology.publish(together("accuracy", 1, 0, 0, 1));
            topology.publish(together("format", 1, 1, 0, 1));

            assertThat(topology.experience()).singleElement().satisfies(experience -> assertThat(
                            experience.getTrajectories())
                    .extracting(ExperienceTrajectory::getReward)
                    .containsExactly(1.2, 0.2, 0.0, 1.2));
            assertThat(topology.deadLetters()).isEmpty();
        }
    }

    @Test
    void shouldPassOverWhatItKnowsOfARecordThatComesAgain() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.score(2, "accuracy", 0);
            topology.publish(together("accuracy", 1, 0, 0, 1));
            topology.publish(together("accuracy", 1, 0, 0, 1));
            topology.publish(together("format", 1, 1, 0, 1));

            assertThat(topology.experience()).hasSize(1);
            assertThat(topology.late()).isEmpty();
        }
    }

    @Test
    void shouldSetARecordAsideForWhatIsBadInItAndKeepTheRest() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();

            // When two of four scores are no numbers, and the scorer says them again alone
            topology.publish(together("accuracy", 1, Double.NaN, Double.POSITIVE_INFINITY, 1));
            topology.publish(together("format", 1, 1, 0, 1));
            assertThat(topology.experience()).isEmpty();
            topology.score(1, "accuracy", 0);
            topology.score(2, "accuracy", 0);

            // Then nothing but these two was missing
            assertThat(topology.deadLetters())
                    .containsExactly(
                            "the score of accuracy for demo/0/0#1 is SCORED with the value NaN, and 1 more are bad");
            assertThat(topology.experience()).hasSize(1);
        }
    }

    @Test
    void shouldSetAsideWhatIsAboutNoTrajectoryOfTheGroup() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            Score record = together("accuracy", 1, 0, 0, 1);
            record.getItems().add(new ScoreItem(SIZE, ScoreOutcome.SCORED, 1.0, null, null));
            record.getItems().add(new ScoreItem(-1, ScoreOutcome.SCORED, 1.0, null, null));

            topology.publish(record);
            topology.publish(together("format", 1, 1, 0, 1));

            assertThat(topology.deadLetters())
                    .containsExactly(
                            "group demo/0/0: the score of accuracy is about trajectory 4, but the group has 4",
                            "a score of group demo/0/0 is about trajectory -1");
            assertThat(topology.experience()).hasSize(1);
        }
    }

    @Test
    void shouldKeepTheRestOfARecordThatContradictsOneScore() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.score(1, "accuracy", 1);
            topology.publish(together("format", 1, 1, 0, 1));

            topology.publish(together("accuracy", 1, 0, 0, 1));

            assertThat(topology.late()).singleElement().satisfies(late -> {
                assertThat(late.getReason()).isEqualTo(LateReason.CONTRADICTS);
                assertThat(late.getScore().getIndex()).isEqualTo(1);
            });
            assertThat(topology.experience()).singleElement().satisfies(experience -> assertThat(
                            experience.getTrajectories())
                    .extracting(ExperienceTrajectory::getReward)
                    .containsExactly(1.2, 1.2, 0.0, 1.2));
        }
    }

    @Test
    void shouldSetEachAsideThatCameTooLate() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.group();
            topology.publish(together("format", 1, 1, 0, 1));
            topology.advance(Duration.ofSeconds(61));

            topology.publish(together("accuracy", 1, 0, 0, 1));

            assertThat(topology.late())
                    .hasSize(SIZE)
                    .allSatisfy(late -> {
                        assertThat(late.getReason()).isEqualTo(LateReason.AFTER_CLOSE);
                        assertThat(late.getScore().getItems()).isEmpty();
                    })
                    .extracting(late -> late.getScore().getIndex())
                    .containsExactly(0, 1, 2, 3);
        }
    }

    private static Score together(String scorer, double first, double... others) {
        List<ScoreItem> items = new ArrayList<>();
        for (double value : others) {
            items.add(new ScoreItem(items.size() + 1, ScoreOutcome.SCORED, value, null, null));
        }
        return scoreOf(0, scorer).setValue(first).setItems(items).build();
    }
}
