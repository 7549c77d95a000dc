package dev.millrace.streams.reshaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReshaperTest {

    @Test
    void shouldLeaveTheAdvantageOfTheTrajectoryToEveryToken() {
        Reshaper none = Reshaper.of(ReshapingConfig.defaults());

        assertThat(none.reshape(List.of(new Response(3, 0.5), new Response(1, -0.5))))
                .containsExactly(new TokenAdvantages.OfTrajectory(), new TokenAdvantages.OfTrajectory());
    }

    @Test
    void shouldSayWhichReshapersThereAre() {
        assertThatThrownBy(() -> new ReshapingConfig("prpoo")).hasMessage("method must be one of none, not 'prpoo'");
    }
}
