package dev.millrace.monitoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;

class MeterNamesTest {

    @Test
    void shouldKeepTheNamesThatPeersKnow() {
        assertThat(MeterNames.of("actor/grad_norm"))
                .isEqualTo(new MeterNames("millrace.actor.grad_norm", Tags.empty()));
        assertThat(MeterNames.of("reward")).isEqualTo(new MeterNames("millrace.reward", Tags.empty()));
        assertThat(MeterNames.of("worker/tokens")).isEqualTo(new MeterNames("millrace.worker.tokens", Tags.empty()));
        assertThat(MeterNames.of("worker/images")).isEqualTo(new MeterNames("millrace.worker.images", Tags.empty()));
    }

    @Test
    void shouldMakeLabelsOfWhatIsNamedInAName() {
        assertThat(MeterNames.of("rewards/accuracy/mean"))
                .isEqualTo(new MeterNames("millrace.rewards.mean", Tags.of("scorer", "accuracy")));
        assertThat(MeterNames.of("dropped/stale"))
                .isEqualTo(new MeterNames("millrace.dropped", Tags.of("reason", "stale")));
        assertThat(MeterNames.of("scores/accuracy/failed"))
                .isEqualTo(new MeterNames("millrace.scores.failed", Tags.of("scorer", "accuracy")));
        assertThat(MeterNames.of("lag/worker/prompts"))
                .isEqualTo(new MeterNames("millrace.lag.prompts", Tags.of("reader", "worker")));
    }
}
