package dev.millrace.workers.engines.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SuspectsTest {

    private static final long GROUP = 7;
    private static final long OTHER = 8;

    private final Suspects suspects = new Suspects();

    private void end(long... groups) {
        Object life = new Object();
        for (long group : groups) {
            suspects.broke(group, life);
        }
        suspects.ended(life);
    }

    @Test
    void shouldAskForAGroupAloneThatWasUnderWayWhenServersEnded() {
        end(GROUP, OTHER);
        boolean afterOne = suspects.goesAlone(GROUP);

        end(GROUP);

        assertThat(afterOne).isFalse();
        assertThat(suspects.goesAlone(GROUP)).isTrue();
        assertThat(suspects.isGuilty(GROUP)).isFalse();
        assertThat(suspects.goesAlone(OTHER)).isFalse();
    }

    @Test
    void shouldNotAskForAGroupThatEndsAServerAlone() {
        end(GROUP, OTHER);
        end(GROUP, OTHER);
        suspects.cleared(OTHER);

        end(GROUP);

        assertThat(suspects.isGuilty(GROUP)).isTrue();
        assertThat(suspects.isGuilty(OTHER)).isFalse();
        assertThat(suspects.goesAlone(OTHER)).isFalse();
    }

    @Test
    void shouldCountAServersEndOnceHoweverManyRequestsAGroupHadThere() {
        Object life = new Object();
        suspects.broke(GROUP, life);
        suspects.ended(life);
        suspects.broke(GROUP, life);
        suspects.broke(OTHER, life);
        suspects.ended(life);

        end(GROUP, GROUP);

        assertThat(suspects.isGuilty(GROUP)).isFalse();
        assertThat(suspects.goesAlone(GROUP)).isTrue();
        end(OTHER);
        assertThat(suspects.goesAlone(OTHER)).as("heard of after the end").isTrue();
    }

    @Test
    void shouldSuspectNobodyOfAConnectionThatBrokeAtAServerThatIsThere() {
        for (int i = 0; i < 5; i++) {
            suspects.broke(GROUP, new Object());
        }

        assertThat(suspects.goesAlone(GROUP)).isFalse();
    }
}
