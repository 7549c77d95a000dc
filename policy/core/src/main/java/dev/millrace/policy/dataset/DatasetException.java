package dev.millrace.policy.dataset;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A data set that cannot be read or written; the message names file and line, what is wrong and what to do. */
public final class DatasetException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient DatasetProblem problem;

    DatasetException(DatasetProblem problem) {
        this(problem, null);
    }

    DatasetException(DatasetProblem problem, @Nullable Throwable cause) {
        super(problem.message(), cause);
        this.problem = problem;
    }

    public DatasetProblem problem() {
        return problem;
    }
}
