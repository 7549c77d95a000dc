package dev.millrace.learner;

import java.nio.file.Path;

/**
 * Where and how often the learner saves all that it needs to go on.
 *
 * @param folder holds a folder per checkpoint; one run only
 * @param every steps between checkpoints, at least 1; a restart repeats fewer than this
 * @param keep newest checkpoints kept, at least 2, since the newest may be ahead of the log
 * @param keepBest further checkpoints kept for each evaluator of the run (evaluate --follow): those with its best held-out
 *     results, however old; 0 keeps the newest only
 * @param store whether each checkpoint is copied into {@code kafka.store} as well, beside the training, for a learner that has lost
 *     its folder; the store keeps as many as the folder
 */
public record CheckpointConfig(Path folder, int every, int keep, int keepBest, boolean store) {

    /** @throws IllegalArgumentException naming the key whose value is out of its range */
    public CheckpointConfig {
        LearnerConfig.atLeast("every", every, 1);
        LearnerConfig.atLeast("keep", keep, 2);
        LearnerConfig.atLeast("keep_best", keepBest, 0);
    }

    /** The same with another folder. */
    public CheckpointConfig in(Path other) {
        return new CheckpointConfig(other, every, keep, keepBest, store);
    }

    /** Every 10 steps into {@code checkpoints}, the 3 newest kept. */
    public static CheckpointConfig defaults() {
        return new CheckpointConfig(Path.of("checkpoints"), 10, 3, 0, false);
    }
}
