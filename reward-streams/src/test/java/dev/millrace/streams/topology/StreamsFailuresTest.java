package dev.millrace.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.TaskMigratedException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamsFailuresTest {

    static Stream<Throwable> passing() {
        return Stream.of(
                new StreamsException(
                        "Error encountered trying to commit a transaction [stream-thread [x]]",
                        new KafkaException(
                                "Unhandled error in EndTxnResponse: The server experienced an unexpected error"
                                        + " when processing the request.")),
                new StreamsException("timed out", new TimeoutException("no answer")),
                new TaskMigratedException("fenced", new ProducerFencedException("x")),
                new LockException("another thread has it"));
    }

    static Stream<Throwable> lasting() {
        return Stream.of(
                new StreamsException(new NullPointerException("a bug")),
                new StreamsException("no words that we know"),
                new ProcessorStateException("corrupt", new TimeoutException("whatever lies below")),
                new MissingSourceTopicException("trajectories"),
                new StreamsException(new GroupAuthorizationException("g")),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("passing")
    void shouldReplaceTheThreadWhereTheFailurePasses(Throwable failure) {
        assertThat(StreamsFailures.pass(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void shouldEndWithTheCauseWhereItDoesNot(Throwable failure) {
        assertThat(StreamsFailures.pass(failure)).isFalse();
    }
}
