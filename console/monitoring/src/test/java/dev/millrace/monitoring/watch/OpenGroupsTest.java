package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenGroupsTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    private final OpenGroups groups = new OpenGroups(Set.of("accuracy", "format"));

    @Test
    void shouldNameTheScorersThatAGroupWaitsFor() {
        groups.published("a", 0, 2, AT);
        groups.published("a", 1, 2, AT);
        groups.scored("a", 0, "accuracy");
        groups.scored("a", 1, "accuracy");
        groups.scored("a", 1, "format");

        assertThat(groups.oldest(5)).singleElement().satisfies(group -> {
            assertThat(group.arrived()).isEqualTo(2);
            assertThat(group.missing()).isEqualTo(Map.of("format", 1));
        });
    }

    @Test
    void shouldListTheOldestFirst() {
        groups.published("late", 0, 2, AT.plusSeconds(1));
        groups.published("early", 0, 2, AT);

        assertThat(groups.oldest(1)).extracting(OpenGroup::id).containsExactly("early");
    }

    @Test
    void shouldNotOpenAGroupWhoseEndWasSeenFirst() {
        groups.closed("a");
        groups.published("a", 0, 2, AT);

        assertThat(groups.count()).isZero();
    }

    @Test
    void shouldPassOverIndicesThatCannotBe() {
        groups.published("a", -1, 2, AT);
        groups.published("a", 2, 2, AT);

        assertThat(groups.count()).isZero();
    }
}
