package dev.millrace.workers.engines.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.http.EndpointSettings;
import dev.millrace.schemas.http.TlsConfig;
import dev.millrace.workers.engines.server.SamplerServer;
import dev.millrace.workers.engines.server.ServerWeights;
import dev.millrace.workers.engines.server.WeightsLease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ServerPoolTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long GROUP = 7;

    private final Suspects suspects = new Suspects();
    private final HandClock clock = new HandClock();
    private final SamplerServer server = new SamplerServer(
            new EndpointSettings("http://127.0.0.1:1", Map.of(), PATIENCE, 1 << 20, TlsConfig.defaults()), clock);
    private final ServerPool pool =
            new ServerPool(List.of(server), new Anything(), suspects, one -> {}, 4, PATIENCE, PATIENCE, clock);

    private double inFlight() {
        return pool.figures().getOrDefault("servers/" + server.label() + "/in_flight", -1.0);
    }

    @Test
    void shouldWaitAsLongAsAServerAsksButNoLongerThanAnybodysPatience() throws Exception {
        // Given a server that asks to be left alone for a day
        try (Turn turn = pool.take(GROUP, 1, Set.of())) {
            turn.pause(Duration.ofDays(1));
        }

        // When
        clock.advance(PATIENCE);

        // Then
        try (Turn turn = pool.take(GROUP, 1, Set.of())) {
            assertThat(turn.server()).isEqualTo(server);
        }
    }

    @Test
    void shouldAskForASuspectWithNothingBesideIt() throws Exception {
        for (int i = 0; i < Suspects.TOGETHER; i++) {
            Object life = new Object();
            suspects.broke(GROUP, life);
            suspects.ended(life);
        }

        try (Turn alone = pool.take(GROUP, 1, Set.of())) {
            assertThat(inFlight()).as("all places").isEqualTo(4);
            assertThat(alone.endsServers()).isFalse();
        }
        assertThat(inFlight()).isZero();
    }

    private static final class HandClock extends Clock {
        private Instant now = Instant.EPOCH;

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** Any server may be sampled with. */
    private static final class Anything implements ServerWeights {

        @Override
        public void apply(PolicyUpdate update) {}

        @Override
        public Optional<PolicyVersion> version() {
            return Optional.of(PolicyVersion.INITIAL);
        }

        @Override
        public Optional<WeightsLease> lease(SamplerServer server) {
            return Optional.of(new First());
        }

        @Override
        public void reconnected(SamplerServer server) {}

        @Override
        public Map<String, Double> figures() {
            return Map.of();
        }

        @Override
        public void close() {}
    }

    private record First() implements WeightsLease {

        @Override
        public PolicyVersion version() {
            return PolicyVersion.INITIAL;
        }

        @Override
        public String name() {
            return "policy";
        }

        @Override
        public boolean isAdapter() {
            return false;
        }

        @Override
        public Optional<PolicyVersion> versionOf(String label) {
            return Optional.empty();
        }

        @Override
        public Optional<PolicyVersion> versionNow() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
