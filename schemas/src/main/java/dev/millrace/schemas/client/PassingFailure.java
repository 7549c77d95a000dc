package dev.millrace.schemas.client;

import dev.millrace.schemas.notice.CauseChain;
import dev.millrace.schemas.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApplicationRecoverableException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Tells what passes by itself, and is nobody's defect here, from what would come again: a broker or registry that restarts,
 * an object store that cannot be read or written now, a time-out, a connection that ended, a rebalance or a time-out that
 * fenced us pass; a missing right, a record that cannot be written and a bug do not.
 */
public final class PassingFailure {

    private static final List<Class<? extends Throwable>> LASTING = List.of(
            AuthorizationException.class,
            AuthenticationException.class,
            UnsupportedVersionException.class,
            RecordTooLargeException.class,
            Error.class);

    private static final List<Class<? extends Throwable>> PASSING = List.of(
            RetriableException.class, // among them what is thrown where a registry does not answer
            TimeoutException.class,
            ApplicationRecoverableException.class, // fenced, or out of the group
            CommitFailedException.class,
            FencedMemberEpochException.class,
            StaleMemberEpochException.class,
            RebalanceInProgressException.class,
            TransactionAbortedException.class,
            TransactionAbortableException.class,
            InvalidTxnStateException.class,
            OutOfOrderSequenceException.class,
            UnknownServerException.class,
            StoreException.class);

    /** Kafka's clients wrap an answer of the broker that they do not know what to do with, and drop its class. */
    private static final List<String> ANSWERS = List.of(
            "Unexpected error",
            "Unhandled error in",
            "Could not add partitions to transaction due to errors",
            "The client hasn't received acknowledgment for some previously sent messages");

    private PassingFailure() {}

    /** Whether {@code failure} passes; it may lie anywhere among the causes, and what lasts weighs more. */
    public static boolean is(Throwable failure) {
        CauseChain chain = CauseChain.of(failure);
        Optional<UnreachableException> unreachable = chain.find(UnreachableException.class);
        if (unreachable.isPresent()) {
            return !unreachable.get().isLasting();
        }
        return LASTING.stream().noneMatch(chain::holds)
                && (PASSING.stream().anyMatch(chain::holds)
                        || chain.links().stream().anyMatch(PassingFailure::isAnswer));
    }

    private static boolean isAnswer(Throwable cause) {
        String message = cause.getMessage();
        return cause.getClass() == KafkaException.class
                && message != null
                && ANSWERS.stream().anyMatch(message::startsWith);
    }
}
