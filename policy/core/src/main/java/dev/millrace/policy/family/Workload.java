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
     * @param mostInHeap largest version in bytes that comes through the heap; of a larger one only pieces do
     * @param measures whether the answers are measured under other views of their images
     */
    record Sampling(int sequences, int promptTokens, int answerTokens, boolean whole, long mostInHeap, boolean measures)
            implements Workload {
        public Sampling {
            require(sequences, promptTokens, answerTokens);
        }

        /** Without other views, and with versions that all come through the heap. */
        public Sampling(int sequences, int promptTokens, int answerTokens, boolean whole) {
            this(sequences, promptTokens, answerTokens, whole, Long.MAX_VALUE, false);
        }

        /** The same of another size. */
        public Sampling ofSize(int otherSequences, int otherPrompt, int otherAnswer) {
            return new Sampling(otherSequences, otherPrompt, otherAnswer, whole, mostInHeap, measures);
        }

        /** The same with whole weights that come, or with adapters. */
        public Sampling ofWhole(boolean comesWhole) {
            return new Sampling(sequences, promptTokens, answerTokens, comesWhole, mostInHeap, measures);
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
     * @param heldVersions earlier versions of what is trained that are held beside it
     * @param maskedViews whether the answers go through the policy under another view of their images too, at the same time
     */
    record Training(
            int prompts,
            int sequences,
            int promptTokens,
            int answerTokens,
            Adaptation adaptation,
            boolean reference,
            boolean recompute,
            int heldVersions,
            boolean maskedViews)
            implements Workload {

        /** Without earlier versions and other views. */
        public Training(
                int prompts,
                int sequences,
                int promptTokens,
                int answerTokens,
                Adaptation adaptation,
                boolean reference,
                boolean recompute) {
            this(prompts, sequences, promptTokens, answerTokens, adaptation, reference, recompute, 0, false);
        }

        public Training {
            if (heldVersions < 0) {
                throw new IllegalArgumentException("held versions must be at least 0, not " + heldVersions);
            }
            if (prompts < 1 || prompts > sequences) {
                throw new IllegalArgumentException(
                        "prompts must be from 1 to " + sequences + ", as there are answers, not " + prompts);
            }
            require(sequences, promptTokens, answerTokens);
        }

        /** The same of another size. */
        public Training ofSize(int otherPrompts, int otherSequences, int otherPrompt, int otherAnswer) {
            return new Training(
                    otherPrompts,
                    otherSequences,
                    otherPrompt,
                    otherAnswer,
                    adaptation,
                    reference,
                    recompute,
                    heldVersions,
                    maskedViews);
        }

        /** The same of something else. */
        public Training of(Adaptation other, boolean withReference) {
            return new Training(
                    prompts,
                    sequences,
                    promptTokens,
                    answerTokens,
                    other,
                    withReference,
                    recompute,
                    heldVersions,
                    maskedViews);
        }

        /** The same that holds more, or less. */
        public Training holding(boolean recomputing, int versions) {
            return new Training(
                    prompts,
                    sequences,
                    promptTokens,
                    answerTokens,
                    adaptation,
                    reference,
                    recomputing,
                    versions,
                    maskedViews);
        }
    }

    private static void require(int sequences, int promptTokens, int answerTokens) {
        if (sequences < 1 || promptTokens < 1 || answerTokens < 1) {
            throw new IllegalArgumentException("sequences and tokens must be at least 1, not " + sequences + " of "
                    + promptTokens + " and " + answerTokens);
        }
    }
}
