package dev.millrace.cli.speed;

import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.policy.safetensors.ByteSink;
import dev.millrace.policy.safetensors.TensorForm;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.safetensors.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** A parameter of random values in bfloat16: a piece of noise, again and again, each tensor from another place on. */
record NoiseTensor(ParameterSpec spec) implements TensorSource {

    /** A prime, so that rows of any width begin at different places of it. */
    private static final int PIECE = 1_048_573;

    private static final float[] NOISE = noise();

    private static float[] noise() {
        Random random = new Random(1);
        float[] noise = new float[PIECE];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    @Override
    public TensorForm form() {
        return new TensorForm(TensorType.BF16, spec.shape());
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
        int at = Math.floorMod(spec.name().hashCode(), PIECE);
        for (long left = spec.shape().elements(); left > 0; left--) {
            TensorType.BF16.putFloat(piece, (float) (spec.initialMean() + spec.initialStd() * NOISE[at]));
            at = at == PIECE - 1 ? 0 : at + 1;
            if (!piece.hasRemaining() || left == 1) {
                sink.accept(piece.flip());
                piece.clear();
            }
        }
    }
}
