package dev.millrace.runtime.role;

import dev.millrace.models.mot.MotTrainable;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.learning.TrainablePolicy;
import dev.millrace.policy.learning.TrainingSettings;
import dev.millrace.policy.text.Tokenizer;
import java.util.function.Function;

/** Makes models ready to be trained. */
public final class TrainableModel {

    private TrainableModel() {}

    /** What a learner opens its policy with, which begins as this model. */
    public static Function<TrainingSettings, TrainablePolicy> of(SavedModel base, Tokenizer tokenizer) {
        return settings -> MotTrainable.open(base, tokenizer.special(), ImageDecoder.PNG, settings);
    }
}
