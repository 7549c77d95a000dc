package dev.millrace.streams.topology;

import static dev.millrace.streams.topology.AssemblyFixture.GROUP;
import static dev.millrace.streams.topology.AssemblyFixture.SIZE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.Experience;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A scorer that is slow with one group holds up that group and no other. */
class SlowScorerTest {

    private static final int OTHERS = 200;

    private static String other(int number) {
        return "demo/0/" + (number + 1);
    }

    @Test
    void shouldCloseOtherGroupsWhileOneWaits() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            // Given a group whose format nobody has judged yet
            topology.group();
            for (int index = 0; index < SIZE; index++) {
                topology.score(index, "accuracy", index % 2);
            }

            // When many groups come after it, of which the same scorer has spoken
            for (int number = 0; number < OTHERS; number++) {
                for (int index = 0; index < SIZE; index++) {
                    topology.publish(
                            AssemblyFixture.trajectoryOf(other(number), index).build());
                    for (String scorer : new String[] {"accuracy", "format"}) {
                        topology.publish(AssemblyFixture.scoreOf(index, scorer)
                                .setGroupId(other(number))
                                .setValue(index / 2.0)
                                .build());
                    }
                }
            }

            // Then all of them close at once, and only the first is open
            assertThat(topology.experience())
                    .hasSize(OTHERS)
                    .extracting(Experience::getGroupId)
                    .doesNotContain(GROUP)
                    .startsWith(other(0))
                    .endsWith(other(OTHERS - 1));
            assertThat(topology.stored()).containsEntry(ExperienceTopology.GROUPS_STORE, 1);

            // And it closes when the slow scorer has spoken, before its deadline
            topology.advance(Duration.ofSeconds(50));
            for (int index = 0; index < SIZE; index++) {
                topology.score(index, "format", 1);
            }
            assertThat(topology.experience())
                    .singleElement()
                    .satisfies(experience -> assertThat(experience.getGroupId()).isEqualTo(GROUP));
            assertThat(topology.drops()).isEmpty();
        }
    }
}
