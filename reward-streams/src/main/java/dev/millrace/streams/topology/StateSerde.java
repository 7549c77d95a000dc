package dev.millrace.streams.topology;

import dev.millrace.streams.assembly.StateCodec;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Lets a store keep what a codec writes. */
final class StateSerde {

    private StateSerde() {}

    static <T> Serde<T> of(StateCodec<T> codec) {
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : codec.encode(value),
                (topic, bytes) -> bytes == null ? null : codec.decode(bytes));
    }
}
