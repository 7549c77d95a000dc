package dev.millrace.workers.engines.weights;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.workers.engines.server.SamplerServer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerStateTest {

    private static final PreparedVersion VERSION =
            new PreparedVersion(new PolicyVersion(3), "run@v3-00000000", "0".repeat(64), Path.of("v3"), "/v3", 1);

    private final ServerState state = new ServerState(
            new SamplerServer(
                    new EndpointSettings(
                            "http://localhost:1", Map.of(), Duration.ofSeconds(1), 1_000, TlsConfig.defaults()),
                    Clock.systemUTC()),
            new VersionNames("run"));

    @Test
    void shouldKeepADoubtThatCameWhileTheServerWasLookedAt() {
        // Given a server that is in doubt, and is looked at
        state.serve(new HeldVersion(VERSION, new CanaryReading(List.of()), true));
        state.doubt();
        long looked = state.doubts();

        // When another doubt comes before it is trusted
        state.doubt();
        state.trust(looked);

        // Then nothing is sampled before the next look
        assertThat(state.isInDoubt()).isTrue();
        assertThat(state.lease(Optional.empty())).isEmpty();
        state.trust(state.doubts());
        assertThat(state.lease(Optional.empty())).isPresent();
    }

    @Test
    void shouldNeedTheFolderOfAVersionWhileItIsBrought() {
        state.begin(VERSION);
        assertThat(state.holds(VERSION)).isTrue();

        state.end();

        assertThat(state.holds(VERSION)).isFalse();
    }

    @Test
    void shouldCountRefusals() {
        state.refuse(VERSION, "it says that it loaded it, and did not");

        assertThat(state.refusals()).isEqualTo(1);
        assertThat(state.refusal(VERSION)).contains("it says that it loaded it, and did not");
    }
}
