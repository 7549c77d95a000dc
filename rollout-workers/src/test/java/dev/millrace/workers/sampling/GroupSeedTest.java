package dev.millrace.workers.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.RunId;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupSeedTest {

    @Test
    void shouldBeHeldByReadersWhoseNumbersAreDoubles() {
        // When
        Set<Long> seeds = new HashSet<>();
        for (int group = 0; group < 1_000; group++) {
            seeds.add(GroupSeed.of(7, GroupId.of(new RunId("r"), 0, group)));
        }

        // Then none is beyond 2^53 - 1, and they use that range
        assertThat(seeds)
                .hasSize(1_000)
                .allSatisfy(seed -> assertThat(seed).isBetween(0L, (1L << 53) - 1))
                .anySatisfy(seed -> assertThat(seed).isGreaterThan(1L << 52));
    }
}
