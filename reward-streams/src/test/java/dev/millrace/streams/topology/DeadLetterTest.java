package dev.millrace.streams.topology;

import static dev.millrace.streams.topology.AssemblyFixture.GROUP;
import static dev.millrace.streams.topology.AssemblyFixture.scoreOf;
import static dev.millrace.streams.topology.AssemblyFixture.trajectoryOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.secret.Redaction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** Bad records are set aside with their cause, change nothing, and stop nothing. */
class DeadLetterTest {

    private static final String SCORES = AssemblyFixture.TOPICS.scores();

    @Test
    void shouldSetAsideWhatCannotBeRead() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.publishTrajectory(GROUP, "no avro".getBytes(StandardCharsets.UTF_8));
            topology.publishScore(GROUP, new byte[] {0, 0, 0, 0, 99, 1, 2});
            topology.publishScore(GROUP, new byte[0]);

            assertThat(topology.deadLetters()).hasSize(3);
            thenAGroupStillGoesThrough(topology);
        }
    }

    @Test
    void shouldLeaveToAnotherRunWhatCannotBeReadUnderItsKey() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.publishTrajectory("other/0/0", "no avro".getBytes(StandardCharsets.UTF_8));
            topology.publishScore("other/0/0", new byte[0]);
            topology.publishScore("anybody's", new byte[0]);

            assertThat(topology.deadLetters()).hasSize(1);
            thenAGroupStillGoesThrough(topology);
        }
    }

    @Test
    void shouldHideASecretInTheCause() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            Redaction.add("canary-of-the-streams");
            topology.publish(
                    "canary-of-the-streams",
                    scoreOf(0, "accuracy").setValue(1.0).build());

            assertThat(topology.deadLetters()).containsExactly("a score of group 'demo/0/0' has the key '[hidden]'");
        }
    }

    @Test
    void shouldSetAsideScoresThatMakeNoSense() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.publish(scoreOf(0, "accuracy").setValue(Double.NaN).build());
            topology.publish(
                    scoreOf(0, "accuracy").setValue(Double.NEGATIVE_INFINITY).build());
            topology.publish(scoreOf(0, "accuracy").build());
            topology.publish(scoreOf(-1, "accuracy").setValue(1.0).build());
            topology.publish(
                    scoreOf(0, "accuracy").setOutcome(ScoreOutcome.UNKNOWN).build());
            topology.publish("demo/0/1", scoreOf(0, "accuracy").setValue(1.0).build());

            assertThat(topology.deadLetters())
                    .containsExactly(
                            "the score of accuracy for demo/0/0#0 is SCORED with the value NaN",
                            "the score of accuracy for demo/0/0#0 is SCORED with the value -Infinity",
                            "the score of accuracy for demo/0/0#0 is SCORED with the value null",
                            "a score of group demo/0/0 is about trajectory -1",
                            "the score of accuracy for demo/0/0#0 has no outcome known here",
                            "a score of group 'demo/0/0' has the key 'demo/0/1'");
            assertThat(topology.stored().values()).containsOnly(0);
            thenAGroupStillGoesThrough(topology);
        }
    }

    @Test
    void shouldSetAsideTrajectoriesWithAWrongIdentity() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.publish(trajectoryOf(GROUP, 4).build());
            topology.publish(trajectoryOf(GROUP, 0).setGroupSize(0).build());
            topology.publish("demo/0/9", trajectoryOf(GROUP, 0).build());

            assertThat(topology.deadLetters())
                    .containsExactly(
                            "trajectory demo/0/0#4 is none of a group of 4",
                            "trajectory demo/0/0#0 is none of a group of 0",
                            "a trajectory of group 'demo/0/0' has the key 'demo/0/9'");
            assertThat(topology.stored().values()).containsOnly(0);
            thenAGroupStillGoesThrough(topology);
        }
    }

    @Test
    void shouldSetAsideWhatDoesNotFitItsGroup() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.trajectory(0);
            topology.publish(trajectoryOf(GROUP, 5).setGroupSize(8).build());
            topology.score(4, "accuracy", 1);

            assertThat(topology.deadLetters())
                    .containsExactly(
                            "group demo/0/0: trajectory 5 says group_size 8, those before it said 4",
                            "group demo/0/0: the score of accuracy is about trajectory 4, but the group has 4");
            thenAGroupStillGoesThrough(topology);
        }
    }

    @Test
    void shouldSetAsideAndCountWhatLiesOnAnotherPartitionThanItsKeys() {
        // Given four partitions, of which everything here lies on the first
        try (AssemblyFixture topology = AssemblyFixture.withPartitions(4)) {
            // When scores and a trajectory come whose keys belong elsewhere
            topology.publish(
                    scoreOf(0, "accuracy").setGroupId("demo/0/3").setValue(1.0).build());
            topology.publish(trajectoryOf("demo/0/3", 0).build());
            topology.publish(
                    scoreOf(0, "nobody").setGroupId("demo/0/3").setValue(1.0).build());

            // Then each says where it lies, where it belongs and what to do
            String fault = " lies on the wrong partition: 0 for a key of 2;"
                    + " set partitioner=murmur2_random (librdkafka), or the murmur2 of your client";
            assertThat(topology.deadLetters())
                    .containsExactly("the score of accuracy for demo/0/3#0" + fault, "trajectory demo/0/3#0" + fault);
            assertThat(topology.metric("reward_join/misplaced")).isEqualTo(2);
            assertThat(topology.stored().values()).containsOnly(0);
        }
    }

    @Test
    void shouldAccountForTrajectoriesWithABadPayload() {
        try (AssemblyFixture topology = AssemblyFixture.withDefaults()) {
            topology.publish(
                    trajectoryOf(GROUP, 0).setTokens(PackedInts.of().bytes()).build());
            topology.publish(trajectoryOf(GROUP, 1)
                    .setPolicyVersions(PackedInts.of(1, 2).bytes())
                    .build());
            topology.publish(trajectoryOf(GROUP, 2)
                    .setLogprobs(ByteBuffer.wrap(new byte[7]))
                    .build());
            topology.publish(trajectoryOf(GROUP, 3)
                    .setEntropies(ByteBuffer.wrap(new byte[4]))
                    .build());

            assertThat(topology.deadLetters()).hasSize(4).allMatch(message -> message.contains("is refused: "));
            assertThat(topology.drops()).containsExactly("UNREADABLE [0, 1, 2, 3]", "GROUP_TOO_SMALL* []");
        }
    }

    @Test
    void shouldStopWhereTheRegistryAndNotTheRecordIsAtFault() {
        Topology topology =
                new Topology().addSource("source", new StringDeserializer(), new UnreachableRegistry(), SCORES);

        thenTheStreamStops(topology, TimeoutException.class);
    }

    @Test
    void shouldStopAtABugInsteadOfLosingTheRecord() {
        Topology topology = new Topology()
                .addSource("source", new StringDeserializer(), new ByteArrayDeserializer(), SCORES)
                .addProcessor("buggy", BuggyProcessor::new, "source");

        thenTheStreamStops(topology, IllegalStateException.class);
    }

    private static void thenTheStreamStops(Topology topology, Class<? extends Exception> cause) {
        try (TopologyTestDriver driver = new TopologyTestDriver(topology, AssemblyFixture.settings())) {
            var scores = driver.createInputTopic(SCORES, new StringSerializer(), new ByteArraySerializer());
            assertThatThrownBy(() -> scores.pipeInput(GROUP, new byte[] {0, 0, 0, 0, 1, 0}))
                    .hasRootCauseInstanceOf(cause);
        }
    }

    private static final class UnreachableRegistry implements Deserializer<byte[]> {

        @Override
        public byte[] deserialize(String topic, byte[] data) {
            throw new TimeoutException("schema registry http://nowhere does not answer");
        }
    }

    private static final class BuggyProcessor implements Processor<String, byte[], Void, Void> {

        @Override
        public void process(Record<String, byte[]> record) {
            throw new IllegalStateException("a bug");
        }
    }

    private static void thenAGroupStillGoesThrough(AssemblyFixture topology) {
        topology.group();
        for (int i = 0; i < AssemblyFixture.SIZE; i++) {
            topology.scored(i, i, 1);
        }
        assertThat(topology.experience()).hasSize(1);
        topology.advance(Duration.ofSeconds(61));
        assertThat(topology.drops()).isEmpty();
    }
}
