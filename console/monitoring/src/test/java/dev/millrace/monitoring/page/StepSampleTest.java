package dev.millrace.monitoring.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.watch.StepRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepSampleTest {

    @Test
    void shouldKeepStepsAsTheyWereRecordedAndTheNewestAmongThem() {
        // Given
        List<StepRow> rows = new ArrayList<>();
        for (int step = 1; step <= 3_601; step++) {
            rows.add(new StepRow(step, Instant.EPOCH.plusSeconds(step), false, Map.of("staleness/max", step % 2.0)));
        }

        // When
        List<StepRow> kept = StepSample.of(rows, 1_500);

        // Then
        assertThat(kept).hasSizeLessThanOrEqualTo(1_500).hasSizeGreaterThan(1_000);
        assertThat(rows).containsAll(kept);
        assertThat(kept.get(kept.size() - 1).step()).isEqualTo(3_601);
        assertThat(StepSample.of(rows, 5_000)).isSameAs(rows);
    }
}
