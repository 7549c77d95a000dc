package dev.millrace.models.mot.local;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.autoencoder.AutoencoderConfig;
import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import java.time.Clock;

/** A policy that answers and draws images of 8 by 8 pixels, made in a blink. */
final class TinyDrawer {

    static final Tokenizer TOKENIZER = WordTokenizer.builtIn();

    private static final AutoencoderConfig LATENTS = new AutoencoderConfig(8, 3, 4, 4, 4, 4);

    static final PolicyConfig CONFIG = answering().withDrawing(drawingHalf());

    private TinyDrawer() {}

    static PolicyConfig answering() {
        return PolicyConfig.answering(1, 16, 2, 32, 8, 4, 3, TOKENIZER.vocabularySize(), 16, 8, false);
    }

    private static DrawingConfig drawingHalf() {
        try (Autoencoder autoencoder = autoencoder()) {
            return autoencoder.drawing();
        }
    }

    static Autoencoder autoencoder() {
        return Autoencoder.of(LATENTS, LATENTS.initialize(3));
    }

    /** A version of the weights, which is also their seed. */
    static PolicyUpdate update(PolicyConfig config, int version) {
        return PolicyUpdate.full(
                new PolicyVersion(version),
                PolicyConfig.FAMILY,
                Architecture.toJson(config),
                TensorEncoder.encode(ParameterLayout.initialize(config, version)));
    }

    static MotEngine engine() {
        return new MotEngine(TOKENIZER, ImageDecoder.PNG, drawing -> autoencoder(), Clock.systemUTC());
    }
}
