package dev.millrace.schemas.topic;

import dev.millrace.schemas.id.RunId;
import java.util.regex.Pattern;

/**
 * The names under which a worker is known to the broker.
 *
 * @param of names of the run it works for
 * @param worker its own id, unlike that of any other worker that runs at the same time: 1 to 64 characters of
 *     {@code a-z A-Z 0-9 . _ -}
 */
public record WorkerNames(RunNames of, String worker) {

    private static final Pattern FORM = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

    /** @throws IllegalArgumentException if the worker's id has another form */
    public WorkerNames {
        if (!FORM.matcher(worker).matches()) {
            throw new IllegalArgumentException(
                    "worker id '" + worker + "' must be 1 to 64 characters of a-z A-Z 0-9 . _ -");
        }
        if (worker.contains(".worker.") || worker.endsWith(".learner")) {
            throw new IllegalArgumentException(
                    "worker id '" + worker + "' must not hold '.worker.' nor end in '.learner':"
                            + " a worker or the learner of another run could have the same transactional id");
        }
    }

    public Topics topics() {
        return of.topics();
    }

    public RunId run() {
        return of.run();
    }

    /** The worker's transactional id. */
    public String transactionalId() {
        return of.workerIds() + worker;
    }

    /** A client id for one of the worker's clients. */
    public String client(String purpose) {
        return transactionalId() + "." + purpose;
    }
}
