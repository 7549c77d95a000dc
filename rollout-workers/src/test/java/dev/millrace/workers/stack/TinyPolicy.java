package dev.millrace.workers.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.millrace.policy.autoencoder.Autoencoder;
import dev.millrace.policy.autoencoder.AutoencoderConfig;
import dev.millrace.policy.local.MotEngine;
import dev.millrace.policy.model.Architecture;
import dev.millrace.policy.model.DrawingConfig;
import dev.millrace.policy.model.ParameterLayout;
import dev.millrace.policy.model.Pixels;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyVersion;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.model.WeightsCodec;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.policy.weights.PolicyUpdate;
import dev.millrace.policy.weights.TensorEncoder;
import dev.millrace.schemas.avro.TensorDigest;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.weights.WeightAnnouncement;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * A policy that answers and draws and is small enough to be made in a blink. Images of prompts are raw bytes, 8 by 8 by
 * 3, drawn ones PNG files of the same size.
 */
public final class TinyPolicy {

    public static final Tokenizer TOKENIZER = WordTokenizer.builtIn();

    private static final AutoencoderConfig LATENTS = new AutoencoderConfig(8, 3, 4, 4, 4, 4);

    public static final PolicyConfig CONFIG =
            new PolicyConfig(1, 16, 2, 32, 8, 4, 3, TOKENIZER.vocabularySize(), 16, 8, false).withDrawing(drawing());

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

    /** A version of its weights, which is also their seed. */
    public static PolicyUpdate update(int version) {
        return PolicyUpdate.full(
                new PolicyVersion(version),
                Architecture.FAMILY,
                Architecture.toJson(CONFIG),
                TensorEncoder.encode(ParameterLayout.initialize(CONFIG, version)));
    }

    private static DrawingConfig drawing() {
        try (Autoencoder autoencoder = autoencoder()) {
            return autoencoder.drawing();
        }
    }

    /** The records that announce a version; the version is also the seed of its weights. */
    public static List<WeightRecord> announcement(RunId run, int version, long settledGroups) {
        try (PolicyWeights weights = PolicyWeights.initialize(CONFIG, version)) {
            List<TensorDigest> tensors = weights.digest().tensors().entrySet().stream()
                    .map(entry -> new TensorDigest(entry.getKey(), Integer.toUnsignedLong(entry.getValue())))
                    .toList();
            return WeightAnnouncement.split(
                    run,
                    version,
                    ByteBuffer.wrap(WeightsCodec.encode(weights)),
                    JsonMapper.builder().build().writeValueAsString(CONFIG),
                    tensors,
                    settledGroups,
                    8_000,
                    Instant.now());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
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
