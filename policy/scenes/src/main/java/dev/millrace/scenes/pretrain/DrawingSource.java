package dev.millrace.scenes.pretrain;

import java.util.List;

/** Where examples of drawing come from. */
@FunctionalInterface
public interface DrawingSource {

    /**
     * The examples of one step: a pure function of the step, so that the same seed gives the same policy. Called from
     * another thread than training.
     *
     * @param step from 0
     * @param size number of examples
     */
    List<DrawingExample> batch(long step, int size);
}
