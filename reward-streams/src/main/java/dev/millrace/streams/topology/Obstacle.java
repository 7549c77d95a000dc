package dev.millrace.streams.topology;

import dev.millrace.schemas.notice.CauseChain;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;

/**
 * Why an instance of Kafka Streams does not come to run.
 *
 * @param what the resource, what is wrong with it, and what to do
 * @param lasting whether to wait longer is of no use
 */
record Obstacle(String what, boolean lasting) {

    /**
     * An internal topic that is missing and that the broker refuses to make.
     *
     * @param prefix of all internal topics of the application
     * @param user who asked for it
     */
    static Obstacle refused(String topic, String prefix, String user, Throwable refusal) {
        Throwable cause = CauseChain.of(refusal).root();
        String what = "internal topic " + topic + " is missing and cannot be made: "
                + CauseChain.of(cause).message() + "; ";
        if (cause instanceof AuthorizationException) {
            return new Obstacle(
                    what
                            + "grant " + user
                            + " CREATE, READ, WRITE, DELETE, DESCRIBE and DESCRIBE_CONFIGS on topics with prefix "
                            + prefix,
                    true);
        }
        if (cause instanceof InvalidReplicationFactorException) {
            return new Obstacle(what + "start more brokers, or set kafka.replication to what there are", true);
        }
        return new Obstacle(
                what + "create it by hand, or change what refuses it", cause instanceof PolicyViolationException);
    }
}
