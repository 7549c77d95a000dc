package dev.millrace.scenes.referee;

/** Hears of each step, on the training thread. */
@FunctionalInterface
public interface TrainingProgress {

    /**
     * A step is done.
     *
     * @param step steps done, from 1
     */
    void stepDone(int step, double loss);
}
