package dev.millrace.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.rollout.DependencySettings;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.workers.engines.http.HttpEngineFactory;
import dev.millrace.workers.engines.server.HttpEngineConfig;
import dev.millrace.workers.engines.server.ServerWeightsConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkerConfigTest {

    @Test
    void shouldNameTheKeyThatIsOutOfRange() {
        assertThatThrownBy(() -> config(1, 1.0)).hasMessage("group_size must be at least 2, not 1");
        assertThatThrownBy(() -> config(8, 0)).hasMessageStartingWith("temperature must be above 0");
        assertThatThrownBy(() -> config(8, Double.NaN)).hasMessageStartingWith("temperature must be above 0");
    }

    @Test
    void shouldMeasureDependencyWhenItIsReadUnlessToldOtherwise() {
        DependencyConfig auto = DependencyConfig.defaults();

        assertThat(auto.decided(true).settings())
                .contains(new DependencySettings(Divergence.FULL_VOCABULARY, new ViewSettings(0.5, 0.05)));
        assertThat(auto.decided(false).settings()).isEmpty();
        assertThat(auto.settings()).isEmpty();
        assertThat(new DependencyConfig(
                                DependencyConfig.When.NEVER, DependencyConfig.By.ENGINE, Divergence.K3, 0.5, 0.05)
                        .decided(true)
                        .settings())
                .isEmpty();
        assertThatThrownBy(() -> new DependencyConfig(
                        DependencyConfig.When.AUTO, DependencyConfig.By.ENGINE, Divergence.K3, 1.5, 0.05))
                .hasMessage("mask_probability must be above 0 and at most 1, not 1.5");
    }

    @Test
    void shouldMeasureItselfOnlyWhatOthersSampleWithTheWeightsOfTheLog() {
        DependencyConfig local =
                new DependencyConfig(DependencyConfig.When.ALWAYS, DependencyConfig.By.LOCAL, Divergence.K3, 0.5, 0.05);

        assertThat(config(http(ServerWeightsConfig.Way.ADAPTER), 8, 1)
                        .with(local)
                        .measuredVersions())
                .isEqualTo(3);
        assertThat(local.measuresHere()).isTrue();
        assertThat(local.decided(false).measuresHere()).isTrue();
        assertThatThrownBy(() -> config(8, 1).with(local))
                .hasMessageStartingWith("dependency.by must be engine with engine.type=local");
        assertThatThrownBy(
                        () -> config(http(ServerWeightsConfig.Way.NONE), 8, 1).with(local))
                .hasMessageStartingWith("dependency.by must be engine with engine.config.weights.way=none");
    }

    private static EngineConfig http(ServerWeightsConfig.Way way) {
        HttpEngineConfig base = HttpEngineConfig.defaults();
        return new EngineConfig(
                HttpEngineFactory.TYPE,
                new HttpEngineConfig(
                        base.dialect(),
                        base.urls(),
                        base.model(),
                        base.apiKey(),
                        base.headers(),
                        base.tls(),
                        base.endpoint(),
                        base.request(),
                        base.inFlight(),
                        base.minGroup(),
                        base.requestTimeout(),
                        base.retries(),
                        base.patience(),
                        base.largestDifference(),
                        base.maxBytes(),
                        new ServerWeightsConfig(way, "run", "", "")));
    }

    private static WorkerConfig config(int groupSize, double temperature) {
        return config(EngineConfig.defaults(), groupSize, temperature);
    }

    private static WorkerConfig config(EngineConfig engine, int groupSize, double temperature) {
        return new WorkerConfig(
                engine,
                groupSize,
                16,
                Duration.ZERO,
                temperature,
                1,
                0,
                0,
                List.of(),
                List.of(),
                32,
                1,
                64,
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                Duration.ZERO,
                0,
                DependencyConfig.defaults(),
                FlowSettings.rollouts(),
                Duration.ofSeconds(10));
    }
}
