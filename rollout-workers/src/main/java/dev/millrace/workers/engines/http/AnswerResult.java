package dev.millrace.workers.engines.http;

import dev.millrace.policy.rollout.LostAnswer;
import dev.millrace.policy.rollout.SampledAnswer;

/** What became of one answer. */
sealed interface AnswerResult {

    /** It is there. */
    record Given(SampledAnswer answer) implements AnswerResult {}

    /**
     * It is not.
     *
     * @param mayPass whether it may be there when it is asked for alone
     */
    record Missing(LostAnswer lost, boolean mayPass) implements AnswerResult {}
}
