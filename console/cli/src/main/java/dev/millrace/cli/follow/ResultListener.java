package dev.millrace.cli.follow;

import dev.millrace.schemas.avro.HeldOutResult;

/** Hears of an evaluator's results, in the order of the log, on the evaluator's thread. */
public interface ResultListener {

    /** Hears nothing. */
    ResultListener NONE = new ResultListener() {
        @Override
        public void known(HeldOutResult result) {}

        @Override
        public void published(HeldOutResult result) {}
    };

    /** A result that was published before the evaluator began, or began anew: then it is told again. */
    void known(HeldOutResult result);

    /** A result that has just been published. */
    void published(HeldOutResult result);
}
