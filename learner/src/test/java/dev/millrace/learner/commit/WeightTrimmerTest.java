package dev.millrace.learner.commit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.weights.WeightInventory;
import dev.millrace.schemas.weights.WeightKey;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeightTrimmerTest {

    private static final RunId RUN = new RunId("demo");

    @Test
    void shouldTrimWhatAnEarlierLearnerLeftThenItsOwn() {
        // Given three versions of an earlier learner, the oldest half gone, and one of another run
        WeightInventory found = new WeightInventory(RUN);
        found.add(new WeightKey(RUN, 3, 1));
        found.add(new WeightKey(RUN, 4, 0));
        found.add(new WeightKey(RUN, 4, WeightKey.MANIFEST));
        found.add(new WeightKey(RUN, 5, WeightKey.MANIFEST));
        found.add(new WeightKey(new RunId("other"), 1, WeightKey.MANIFEST));
        WeightTrimmer trimmer = new WeightTrimmer(found, 2);

        // When two steps are published
        List<WeightKey> first = trimmer.outdatedBy(6);
        trimmer.published(step(6, first));
        List<WeightKey> second = trimmer.outdatedBy(8);

        // Then each takes what it outdates with it, the manifest first
        assertThat(first).extracting(WeightKey::text).containsExactly("demo/3/1", "demo/4/manifest", "demo/4/0");
        assertThat(second)
                .extracting(WeightKey::text)
                .containsExactly("demo/5/manifest", "demo/6/manifest", "demo/6/0", "demo/6/1");
    }

    @Test
    void shouldTrimTheSameAgainAsLongAsItIsNotPublished() {
        WeightInventory found = new WeightInventory(RUN);
        found.add(new WeightKey(RUN, 1, WeightKey.MANIFEST));
        WeightTrimmer trimmer = new WeightTrimmer(found, 1);

        List<WeightKey> once = trimmer.outdatedBy(2);

        assertThat(trimmer.outdatedBy(2)).isEqualTo(once).hasSize(1);
    }

    private static StepRecords step(int version, List<WeightKey> trimmed) {
        return new StepRecords(
                Published.weights(RUN, version, new byte[20], 10), trimmed, Optional.empty(), List.of(), 0);
    }
}
