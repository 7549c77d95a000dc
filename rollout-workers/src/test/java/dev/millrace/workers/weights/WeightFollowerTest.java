package dev.millrace.workers.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.weights.ForeignBaseException;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.weights.WeightAcceptance;
import dev.millrace.schemas.weights.WeightLog;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.testing.FlakyStore;
import dev.millrace.workers.Samples;
import dev.millrace.workers.metrics.WorkerMetrics;
import dev.millrace.workers.stack.TinyPolicy;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class WeightFollowerTest {

    private static final String TOPIC = Samples.TOPICS.weights();
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final WeightObjects OBJECTS = new WeightObjects(TOPIC, Samples.RUN);
    private static final PolicyUpdate UPDATE = TinyPolicy.update(3);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final FlakyStore store = new FlakyStore();
    private final SettableClock clock = new SettableClock();
    private final WorkerMetrics metrics = new WorkerMetrics();

    @Test
    void shouldReadWeightsAgainWhenTheirStoreIsBack() throws Exception {
        publish(Optional.empty());
        store.fail(2);

        Optional<PolicyVersion> served = follow(4);

        assertThat(served).contains(new PolicyVersion(3));
        assertThat(store.opened()).isEqualTo(3);
    }

    @Test
    void shouldNotReadDamagedWeightsOverAndOver() throws Exception {
        publish(Optional.of(UPDATE.tensors().open().readAllBytes().length - 1));

        Optional<PolicyVersion> served = follow(4);

        assertThat(served).isEmpty();
        assertThat(store.opened()).isEqualTo(1);
    }

    @Test
    void shouldEndWhereVersionsAreOverAnotherBaseForEver() throws Exception {
        publish(Optional.empty());
        RolloutEngine engine = (RolloutEngine) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RolloutEngine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("apply")) {
                        throw new ForeignBaseException("it is an adapter over other weights");
                    }
                    return null;
                });

        assertThatThrownBy(() -> follow(4, engine))
                .isInstanceOf(ForeignBaseException.class)
                .hasMessage("it is an adapter over other weights");
    }

    /** Follows while so many times ten seconds pass, and says which version is served then. */
    private Optional<PolicyVersion> follow(int times) {
        return follow(times, TinyPolicy.engine());
    }

    private Optional<PolicyVersion> follow(int times, RolloutEngine opened) {
        try (RolloutEngine engine = opened) {
            WeightFollower follower = new WeightFollower(
                    consumer,
                    new WeightLog(
                            consumer,
                            Samples.serdes().deserializer(WeightRecord.class),
                            TOPIC,
                            Samples.RUN,
                            WeightAcceptance.upTo(1 << 24)),
                    new UpdateReader(Optional.of(store), OBJECTS),
                    engine,
                    new AppliedVersions(),
                    metrics,
                    clock);
            for (int i = 0; i < times; i++) {
                consumer.schedulePollTask(() -> clock.now = clock.now.plusSeconds(10));
            }
            consumer.schedulePollTask(follower::stop);
            follower.run();
            return engine.version();
        }
    }

    /** @param damagedAt which byte is changed in the store */
    private void publish(Optional<Integer> damagedAt) throws Exception {
        byte[] bytes = UPDATE.tensors().open().readAllBytes();
        String sha256 = UPDATE.tensors().sha256();
        damagedAt.ifPresent(at -> bytes[at] ^= 1);
        store.put(OBJECTS.key(sha256), bytes.length, () -> new ByteArrayInputStream(bytes));
        WeightRecord record = TinyPolicy.announcement(Samples.RUN, UPDATE, 0)
                .inStore(store.name(), List.of(new WeightShard((long) bytes.length, sha256)));
        byte[] value = Samples.serdes().serializer(WeightRecord.class).serialize(TOPIC, record);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 1L));
        consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, 0, new byte[0], value)));
    }

    private static final class SettableClock extends Clock {

        private Instant now = Instant.EPOCH.plus(Duration.ofDays(1));

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
