package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class StartWatchTest {

    private Instant now = Instant.EPOCH;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private int asked;
    private Obstacle obstacle = new Obstacle("its group is NOT_READY", false);
    private final StartWatch watch = new StartWatch("demo.streams", Duration.ofMinutes(2), this::ask, clock);

    private Obstacle ask() {
        asked++;
        return obstacle;
    }

    @Test
    void shouldEndWithTheReasonAfterItsPatience() {
        assertThatThrownBy(() -> look(200, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("demo.streams did not come to run within 120 s (state REBALANCING): its group is NOT_READY;"
                        + " streams.patience bounds the wait");

        // Asked for its lines at 15, 30 and 60 s and at the end, and not each second.
        assertThat(asked).isEqualTo(5);
    }

    @Test
    void shouldEndAtOnceWhereWaitingIsOfNoUse() {
        obstacle = new Obstacle("no right to CREATE", true);

        assertThatThrownBy(() -> look(200, false))
                .hasMessage("demo.streams did not come to run within 15 s (state REBALANCING): no right to CREATE");
    }

    @Test
    void shouldNotCountTheTimeInWhichStateIsRestored() {
        assertThatCode(() -> {
                    for (int i = 0; i < 10; i++) {
                        look(60, false);
                        watch.progressed();
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void shouldSayNothingWhileItRuns() {
        look(3600, true);

        assertThat(asked).isZero();
    }

    @Test
    void shouldNameTopicReasonAndCureOfARefusal() {
        KafkaException right = new KafkaException("asking", new TopicAuthorizationException("Authorization failed."));
        KafkaException brokers = new KafkaException("asking", new InvalidReplicationFactorException("3 > 1"));

        assertThat(Obstacle.refused("p.a-changelog", "p.", "user u", right))
                .isEqualTo(new Obstacle(
                        "internal topic p.a-changelog is missing and cannot be made: Authorization failed.; grant user u"
                                + " CREATE, READ, WRITE, DELETE, DESCRIBE and DESCRIBE_CONFIGS on topics with prefix p.",
                        true));
        assertThat(Obstacle.refused("p.a-changelog", "p.", "user u", brokers).what())
                .endsWith("3 > 1; start more brokers, or set kafka.replication to what there are");
        assertThat(Obstacle.refused("t", "p.", "user u", new KafkaException("asking", new KafkaException("busy")))
                        .lasting())
                .isFalse();
    }

    private void look(int seconds, boolean running) {
        for (int i = 0; i < seconds; i++) {
            watch.look(running, running ? "RUNNING" : "REBALANCING");
            now = now.plusSeconds(1);
        }
    }
}
