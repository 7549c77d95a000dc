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
     * It is measured how much answers that servers have sampled depend on their images.
     *
     * @param sequences answers of a group
     * @param versions that are held at a time
     * @param adaptation what a version is made of
     */
    record Measuring(int sequences, int promptTokens, int answerTokens, int versions, Adaptation adaptation)
            implements Workload {
        public Measuring {
            require(sequences, promptTokens, answerTokens);
            if (versions < 1) {
                throw new IllegalArgumentException("versions must be at least 1, not " + versions);
            }
        }
    }

    /**
     * Answers are trained.
     *
     * @param prompts of one forward and backward pass, at most as many as answers
     * @param sequences answers of it, as many of each prompt
     * @param adaptation what is trained
     * @param reference whether the policy is compared with how it began
     * @param recompute whether layers are computed again on the way back, instead of being held
     */
    record Training(
            int prompts,
            int sequences,
            int promptTokens,
            int answerTokens,
            Adaptation adaptation,
            boolean reference,
            boolean recompute)
            implements Workload {
        public Training {
            if (prompts < 1 || prompts > sequences) {
                throw new IllegalArgumentException(
                        "prompts must be from 1 to " + sequences + ", as there are answers, not " + prompts);
            }
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
