package dev.millrace.models.qwen.local;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.qwen.model.Adapter;
import dev.millrace.models.qwen.model.AnswerLosses;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.QwenNetwork;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.text.Tokens;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Shows that weights say something, and that an adapter does what it says: the log-probabilities of a few fixed tokens are those of the base where its B are 0,
 * and others where they are not. A B may be so small that rounding hides it; then the same adapter, made much stronger, has to
 * show. One that is bound to nothing never shows.
 */
final class Canary {

    private static final int PROMPT = 4;
    private static final int ANSWER = 8;

    /** Makes the smallest change of a float large. */
    private static final double STRONGER = 0x1p40;

    private final AnsweredRow row;
    private final float[] base;

    private Canary(AnsweredRow row, float[] base) {
        this.row = row;
        this.base = base;
    }

    /**
     * What a canary says of an adapter.
     *
     * @param objection why it must not be served; empty if it may
     * @param digest of the log-probabilities: workers that compute alike have the same
     * @param largestChange of a log-probability against the base, in nat; 0 where there is none
     */
    record Reading(Optional<String> objection, String digest, float largestChange) {}

    /** @param base the network without an adapter */
    static Canary of(QwenNetwork base) {
        AnsweredRow row = row(base.allowedIds(PROMPT + ANSWER));
        return new Canary(row, logProbs(base, row));
    }

    /**
     * What whole weights say, which need no base: only that they say anything is asked of them.
     *
     * @param network of these weights
     */
    static Reading whole(QwenNetwork network) {
        float[] said = logProbs(network, row(network.allowedIds(PROMPT + ANSWER)));
        return new Reading(
                isFinite(said)
                        ? Optional.empty()
                        : Optional.of("with these weights the log-probabilities of fixed tokens are not finite: "
                                + Arrays.toString(said)),
                digest(said),
                0);
    }

    private static AnsweredRow row(int[] ids) {
        return new AnsweredRow(
                new TokenRow(Tokens.copyOf(ids, PROMPT), List.of(), List.of()),
                Tokens.of(Arrays.copyOfRange(ids, PROMPT, ids.length)));
    }

    private static float[] logProbs(QwenNetwork network, AnsweredRow row) {
        return AnswerLosses.frozen(network).logProbs(List.of(row), 1);
    }

    /**
     * Compares an adapter with its base.
     *
     * @param adapted the base with it
     * @param other makes a network with another adapter, which is closed here
     */
    Reading read(QwenNetwork adapted, Adapter adapter, Function<Adapter, QwenNetwork> other) {
        float[] said = logProbs(adapted, row);
        return new Reading(objection(said, adapter, other), digest(said), largestChange(said));
    }

    private Optional<String> objection(float[] said, Adapter adapter, Function<Adapter, QwenNetwork> other) {
        if (!isFinite(said)) {
            return Optional.of(
                    "with this adapter the log-probabilities of fixed tokens are not finite: " + Arrays.toString(said));
        }
        boolean changes = !Arrays.equals(said, base);
        if (isZero(adapter)) {
            return changes
                    ? Optional.of("its B are all 0, but it changes what the base says by up to " + largestChange(said))
                    : Optional.empty();
        }
        if (changes) {
            return Optional.empty();
        }
        try (QwenNetwork stronger = other.apply(adapter.scaled(STRONGER))) {
            return Arrays.equals(logProbs(stronger, row), base)
                    ? Optional.of("it changes nothing that the base says, though its B are not 0")
                    : Optional.empty();
        }
    }

    private static boolean isZero(Adapter adapter) {
        try (NoGradScope ignored = NoGradScope.open()) {
            for (NDArray up : adapter.up().values()) {
                // Of the norm of floats this small the squares would be 0.
                if (up.abs().max().getFloat() != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean isFinite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private float largestChange(float[] said) {
        float largest = 0;
        for (int i = 0; i < said.length; i++) {
            largest = Math.max(largest, Math.abs(said[i] - base[i]));
        }
        return largest;
    }

    private static String digest(float[] values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return Sha256.of(bytes.array()).substring(0, 16);
    }
}
