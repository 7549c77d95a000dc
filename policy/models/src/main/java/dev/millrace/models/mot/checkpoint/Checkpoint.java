package dev.millrace.models.mot.checkpoint;

import dev.millrace.policy.checkpoint.TrainingState;
import dev.millrace.policy.safetensors.TensorSource;
import java.util.Map;

/**
 * All that a run needs to go on exactly where it stood.
 *
 * @param optimizer the optimizer's state by name; empty for a checkpoint that only serves as a model
 */
public record Checkpoint(SavedModel model, Map<String, TensorSource> optimizer, TrainingState state) {

    public Checkpoint {
        optimizer = Map.copyOf(optimizer);
    }
}
