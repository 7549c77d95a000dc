package dev.millrace.workers.stack;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.autoencoder.AutoencoderConfig;
import dev.millrace.models.mot.local.MotEngine;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightChunks;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A policy that answers and draws and is small enough to be made in a blink. Images of prompts are raw bytes, 8 by 8 by
 * 3, drawn ones PNG files of the same size.
 */
public final class TinyPolicy {

    public static final Tokenizer TOKENIZER = WordTokenizer.builtIn();

    private static final AutoencoderConfig LATENTS = new AutoencoderConfig(8, 3, 4, 4, 4, 4);

    public static final PolicyConfig CONFIG = PolicyConfig.answering(
                    1, 16, 2, 32, 8, 4, 3, TOKENIZER.vocabularySize(), 16, 8, false)
            .withDrawing(drawing());

    public static final int IMAGE_BYTES = 8 * 8 * 3;

    private TinyPolicy() {}

    /** What turns its latents into images; closed by the caller. */
    public static Autoencoder autoencoder() {
        return Autoencoder.of(LATENTS, LATENTS.initialize(3));
    }

    /** What samples with it. */
    public static RolloutEngine engine() {
        return new MotEngine(TOKENIZER, TinyPolicy::decode, drawing -> autoencoder(), Clock.systemUTC());
    }

    private static DrawingConfig drawing() {
        try (Autoencoder autoencoder = autoencoder()) {
            return autoencoder.drawing();
        }
    }

    /** The records that announce a version; the version is also the seed of its weights. */
    public static List<WeightRecord> announcement(RunId run, int version, long settledGroups) {
        PolicyUpdate update = update(version);
        WeightChunks chunks = new WeightChunks(
                run, version, update.tensors()::open, update.tensors().bytes(), 8_000);
        List<WeightRecord> records = new ArrayList<>();
        records.add(announcement(run, update, settledGroups).inChunks(chunks));
        chunks.forEach(records::add);
        return records;
    }

    /** A version as a learner makes it; the version is also the seed of its weights. */
    public static PolicyUpdate update(int version) {
        try (PolicyWeights weights =
                PolicyWeights.of(CONFIG, new PolicyVersion(version), ParameterLayout.initialize(CONFIG, version))) {
            return weights.toUpdate();
        }
    }

    /** What a learner says of a version. */
    public static WeightAnnouncement announcement(RunId run, PolicyUpdate update, long settledGroups) {
        return new WeightAnnouncement(
                run,
                (int) update.version().value(),
                update.family(),
                WeightKind.ANCHOR,
                Optional.empty(),
                Optional.empty(),
                update.architecture(),
                update.tensors().bytes(),
                update.tensors().sha256(),
                update.tensors().digest().tensors().entrySet().stream()
                        .map(tensor -> new TensorDigest(tensor.getKey(), tensor.getValue()))
                        .toList(),
                settledGroups,
                Instant.now(),
                Lineages.NONE);
    }

    public static Pixels decode(byte[] encoded, String source) {
        if (encoded.length != IMAGE_BYTES) {
            throw new IllegalArgumentException(source + " has " + encoded.length + " bytes");
        }
        float[] values = new float[IMAGE_BYTES];
        for (int i = 0; i < values.length; i++) {
            values[i] = (encoded[i] & 0xff) / 255f;
        }
        return Pixels.of(8, 8, 3, values);
    }
}
