package dev.millrace.schemas.topic;

import dev.millrace.schemas.notice.Seconds;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;

/** Answers to what an {@link org.apache.kafka.clients.admin.Admin} asks, waited for within a limit. */
public final class BrokerAnswers {

    private BrokerAnswers() {}

    /**
     * Waits for an answer.
     *
     * @param what what is asked, for the message of an error: {@code "listing the topics"}
     * @throws TimeoutException if no answer comes within {@code patience}
     * @throws KafkaException if the broker refuses, with its reason as the cause
     * @throws InterruptException if the thread is interrupted
     */
    public static <T> T await(KafkaFuture<T> answer, Duration patience, String what) {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException(what + ": the broker did not answer within " + Seconds.of(patience), e);
        } catch (ExecutionException e) {
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw new KafkaException(
                    what + ": " + Objects.requireNonNullElse(reason.getMessage(), reason.toString()), reason);
        }
    }
}
