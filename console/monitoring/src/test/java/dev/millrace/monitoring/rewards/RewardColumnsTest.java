package dev.millrace.monitoring.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.monitoring.rewards.RewardColumns.Column;
import dev.millrace.monitoring.rewards.RewardColumns.Table;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RewardColumnsTest {

    private final RewardColumns columns = new RewardColumns();

    @Test
    void shouldCountRewardsInTheirBins() {
        columns.add(1, "a", 0);
        columns.add(1, "a", 1);
        columns.add(1, "b", 1);
        columns.add(2, "b", 0.5);

        Table all = columns.of("");

        assertThat(all.stride()).isEqualTo(1);
        assertThat(all.columns()).extracting(Column::count).containsExactly(3L, 1L);
        assertThat(all.columns().get(0).mean()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(all.columns().get(0).bins().get(0)).isEqualTo(1);
        assertThat(all.columns().get(0).bins()).endsWith(2);
        assertThat(columns.of("b").columns()).extracting(Column::first).containsExactly(1, 2);
    }

    @Test
    void shouldStaySmallAndLoseNothing() {
        long seed = 23;
        Random random = new Random(seed);
        double sum = 0;
        int number = 20_000;
        for (int i = 0; i < number; i++) {
            double reward = random.nextGaussian() * Math.pow(10, i % 4);
            sum += reward;
            columns.add(1 + i % 5_000, "category-" + i % 100, reward);
        }

        Table all = columns.of("");

        assertThat(all.columns()).hasSizeLessThanOrEqualTo(RewardColumns.MOST_COLUMNS);
        assertThat(all.columns().get(0).bins()).hasSizeLessThanOrEqualTo(RewardColumns.MOST_BINS);
        assertThat(columns.categories())
                .hasSizeLessThanOrEqualTo(RewardColumns.MOST_CATEGORIES + 1)
                .contains(RewardColumns.OTHERS);
        assertThat(all.columns().stream().mapToLong(Column::count).sum()).isEqualTo(number);
        assertThat(all.columns().stream()
                        .flatMap(column -> column.bins().stream())
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(number);
        assertThat(all.columns().stream()
                        .mapToDouble(column -> column.mean() * column.count())
                        .sum())
                .as("seed %s", seed)
                .isCloseTo(sum, within(1e-6));
    }

    @Test
    void shouldPassOverWhatIsNoNumber() {
        columns.add(1, "a", Double.NaN);

        assertThat(columns.of("").columns()).isEmpty();
    }
}
