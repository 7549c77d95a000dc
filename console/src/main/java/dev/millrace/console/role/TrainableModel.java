package dev.millrace.console.role;

import dev.millrace.console.config.PolicySource;
import dev.millrace.policy.TrainablePolicy;
import dev.millrace.policy.TrainingSettings;
import dev.millrace.policy.checkpoint.SavedModel;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.mot.MotTrainable;
import dev.millrace.policy.text.Tokenizer;
import java.util.function.Function;

/** Makes models ready to be trained. */
public final class TrainableModel {

    private TrainableModel() {}

    /**
     * What a learner opens its policy with.
     *
     * @param base the policy that it begins with
     * @param source says on how many threads
     */
    public static Function<TrainingSettings, TrainablePolicy> of(
            SavedModel base, Tokenizer tokenizer, PolicySource source) {
        return asked -> MotTrainable.open(
                base, tokenizer.special(), ImageDecoder.PNG, asked.on(TrainingSettings.CPU, source.threads()));
    }
}
