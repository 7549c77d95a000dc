package dev.millrace.runtime.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.runtime.provision.Readiness.Lack;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private final List<String> said = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final Readiness readiness =
            new Readiness(Duration.ofSeconds(60), clock, () -> now = now.plusSeconds(1), said::add);

    @Test
    void shouldSayNothingWhereAllIsThere() {
        readiness.await(Optional::empty);

        assertThat(said).isEmpty();
    }

    @Test
    void shouldSayOneLineAndGoOnWhenWhatWasMissingComes() {
        Instant coming = now.plusSeconds(50);

        readiness.await(
                () -> now.isBefore(coming) ? Optional.of(new Lack("3 topics", "no a, b, c")) : Optional.empty());

        assertThat(said).containsExactly("waiting up to 60 s for 3 topics");
        assertThat(now).isEqualTo(coming);
    }

    @Test
    void shouldListWhatIsMissingOnceAndEnd() {
        assertThatThrownBy(() -> readiness.await(() -> Optional.of(new Lack("3 topics", "no a, b, c"))))
                .isInstanceOf(NotReadyException.class)
                .hasMessage("no a, b, c (waited for 60 s, kafka.patience)");

        assertThat(said).hasSize(1);
        assertThat(now).isEqualTo(Instant.EPOCH.plusSeconds(60));
    }

    @Test
    void shouldNotWaitForWhatWaitingDoesNotCure() {
        assertThatThrownBy(() -> readiness.await(() -> {
                    throw new IllegalStateException("no right");
                }))
                .hasMessage("no right");

        assertThat(now).isEqualTo(Instant.EPOCH);
    }
}
