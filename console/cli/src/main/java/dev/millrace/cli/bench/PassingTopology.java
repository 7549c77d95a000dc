package dev.millrace.cli.bench;

import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/**
 * The limits of the topology: applications that read the same topics, keep nothing, compute nothing, and write an experience
 * for every 8th trajectory.
 */
final class PassingTopology {

    private PassingTopology() {}

    /** Reads whole records, which the topology does not, and writes with the same serializer. */
    static Topology decoding(BenchStack stack, Experience experience, String output) {
        Serializer<Experience> experiences = stack.serdes().serializer(Experience.class);
        String subject = stack.topics().experience(); // the one under which the schema is registered
        return build(
                stack,
                stack.serdes().deserializer(Trajectory.class),
                stack.serdes().deserializer(Score.class),
                (topic, value) -> experiences.serialize(subject, value),
                experience,
                output);
    }

    /** Reads and writes bytes. */
    static Topology bytes(BenchStack stack, byte[] experience, String output) {
        return build(
                stack,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                new ByteArraySerializer(),
                experience,
                output);
    }

    private static <T, S, E> Topology build(
            BenchStack stack,
            Deserializer<T> trajectories,
            Deserializer<S> scores,
            Serializer<E> experiences,
            E experience,
            String output) {
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "trajectories",
                        new ByteArrayDeserializer(),
                        trajectories,
                        stack.topics().trajectories())
                .addSource(
                        AutoOffsetReset.earliest(),
                        "scores",
                        new ByteArrayDeserializer(),
                        scores,
                        stack.topics().scores())
                .<byte[], T, byte[], E>addProcessor("every-8th", () -> new EveryEighth<>(experience), "trajectories")
                .<byte[], S, byte[], E>addProcessor("none", Swallow::new, "scores")
                .addSink("output", output, new ByteArraySerializer(), experiences, "every-8th", "none");
    }

    /** A group lies in one partition whole, so each task sees a multiple of 8. */
    private static final class EveryEighth<T, E> extends ContextualProcessor<byte[], T, byte[], E> {

        private final E experience;
        private int seen;

        EveryEighth(E experience) {
            this.experience = experience;
        }

        @Override
        public void process(Record<byte[], T> record) {
            if (++seen % GroupShape.SIZE == 0) {
                context().forward(record.withValue(experience));
            }
        }
    }

    private static final class Swallow<S, E> extends ContextualProcessor<byte[], S, byte[], E> {

        @Override
        public void process(Record<byte[], S> record) {
            // It was read, which is what is measured.
        }
    }
}
