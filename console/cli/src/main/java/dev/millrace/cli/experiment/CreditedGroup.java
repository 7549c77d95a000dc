package dev.millrace.cli.experiment;

import dev.millrace.policy.learning.AnswerBatch;
import java.util.List;

/**
 * The answers to one prompt with the credit of their tokens.
 *
 * @param asked the prompt and its answers
 * @param tokens what each token is, answer by answer
 */
record CreditedGroup(AnswerBatch.Group asked, List<CreditedToken> tokens) {

    CreditedGroup {
        tokens = List.copyOf(tokens);
    }

    /**
     * A token.
     *
     * @param advantage that it is trained by
     * @param seen whether it names what is seen
     */
    record CreditedToken(double advantage, boolean seen) {}
}
