package dev.millrace.monitoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.monitoring.metrics.MetricWords.Metric;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricWordsTest {

    private static final List<Metric> ALL = MetricWords.all().stream()
            .flatMap(section -> section.metrics().stream())
            .toList();

    @Test
    void shouldFindAMemberOfAFamilyByItsName() {
        assertThat(MetricWords.of("rewards/my_scorer/mean").orElseThrow().name())
                .isEqualTo("rewards/SCORER/mean");
        assertThat(MetricWords.of("actor/grad_norm/head").orElseThrow().name()).isEqualTo("actor/grad_norm/PART");
        assertThat(MetricWords.of("rewards/my_scorer/median")).isEmpty();
    }

    @Test
    void shouldDescribeNothingTwice() {
        Set<String> names = new HashSet<>();
        assertThat(ALL)
                .allSatisfy(metric ->
                        assertThat(names.add(metric.name())).as(metric.name()).isTrue());
        assertThat(ALL).allSatisfy(metric -> assertThat(metric.words()).isNotBlank());
    }

    @Test
    void shouldSayHowAFamilyIsCalledInPrometheus() {
        assertThat(MetricWords.of("rewards/accuracy/mean").orElseThrow().inPrometheus())
                .isEqualTo("millrace_rewards_mean{scorer=\"SCORER\"}");
        assertThat(MetricWords.of("actor/lr").orElseThrow().inPrometheus()).isEqualTo("millrace_actor_lr");
    }
}
