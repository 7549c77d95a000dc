package dev.millrace.policy.family;

import dev.millrace.policy.learning.Adaptation;

/** What a policy is to do, as far as its memory depends on it. */
public sealed interface Workload {

    /** Sequences that are in memory at a time. */
    int sequences();

    /** Tokens of a prompt, its images included. */
    int promptTokens();

    /** Most tokens of an answer. */
    int answerTokens();

    /**
     * Answers are drawn.
     *
     * @param sequences answers that are drawn at a time
     * @param whole whether whole weights come while it samples, which are held beside the present ones for a moment
     */
    record Sampling(int sequences, int promptTokens, int answerTokens, boolean whole) implements Workload {
        public Sampling {
            require(sequences, promptTokens, answerTokens);
        }
    }

    /**
     * Answers are trained.
     *
     * @param sequences answers of one forward and backward pass
     * @param adaptation what is trained
     * @param reference whether the policy is compared with how it began
     */
    record Training(int sequences, int promptTokens, int answerTokens, Adaptation adaptation, boolean reference)
            implements Workload {
        public Training {
            require(sequences, promptTokens, answerTokens);
        }
    }

    private static void require(int sequences, int promptTokens, int answerTokens) {
        if (sequences < 1 || promptTokens < 1 || answerTokens < 1) {
            throw new IllegalArgumentException("sequences and tokens must be at least 1, not " + sequences + " of "
                    + promptTokens + " and " + answerTokens);
        }
    }
}
