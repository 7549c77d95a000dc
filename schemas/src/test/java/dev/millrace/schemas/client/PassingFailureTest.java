package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.store.StoreException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PassingFailureTest {

    static Stream<Throwable> passing() {
        return Stream.of(
                new KafkaException(
                        "Unhandled error in EndTxnResponse: The server experienced an unexpected error when processing"
                                + " the request."),
                new KafkaException("Unexpected error in commit: unknown", null),
                new StoreException("cannot be written", new IOException("no route to host")),
                new IllegalStateException("wrapped", new ExecutionException(new UnknownServerException("x"))),
                new TimeoutException("Timed out waiting for a node assignment"),
                new ExecutionException(new java.util.concurrent.TimeoutException()),
                new DisconnectException("node 2"),
                new NotEnoughReplicasException("1 < 2"),
                new ProducerFencedException("fenced"),
                new InvalidProducerEpochException("old"),
                new UnknownMemberIdException("gone"),
                new CommitFailedException("rebalanced"),
                new SerializationException("no schema", new TimeoutException("registry away")));
    }

    static Stream<Throwable> lasting() {
        return Stream.of(
                new NullPointerException("a bug"),
                new IllegalStateException("a bug"),
                new KafkaException("no words that we know"),
                new OutOfMemoryError("heap"),
                new TopicAuthorizationException("t"),
                new GroupAuthorizationException("g"),
                new SaslAuthenticationException("wrong password"),
                new TimeoutException("timed out", new SaslAuthenticationException("wrong password")),
                new KafkaException("Unexpected error in commit: x", new TopicAuthorizationException("t")),
                new RecordTooLargeException("5 MiB"),
                new SerializationException("no Trajectory"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void shouldLetPassWhatIsNoDefectOfOurs(Throwable failure) {
        assertThat(PassingFailure.is(failure)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void shouldNotLetPassWhatWouldComeAgain(Throwable failure) {
        assertThat(PassingFailure.is(failure)).isFalse();
    }
}
