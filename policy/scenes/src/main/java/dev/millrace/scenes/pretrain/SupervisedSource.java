package dev.millrace.scenes.pretrain;

import java.util.List;

/** Where examples come from. */
@FunctionalInterface
public interface SupervisedSource {

    /**
     * The examples of one step: a pure function of the step, so that the same seed gives the same policy. Called from
     * another thread than training.
     *
     * @param step from 0
     * @param size number of examples
     */
    List<SupervisedExample> batch(long step, int size);
}
