package dev.millrace.learner.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import java.util.Optional;

/** The objective over native arrays, whose derivatives the engine finds by itself: what the written-out ones are held to. */
final class NativeObjective {

    private final ObjectiveConfig config;
    private final NDManager manager;
    private final Shape shape;

    NativeObjective(ObjectiveConfig config, NDManager manager, int values) {
        this.config = config;
        this.manager = manager;
        this.shape = new Shape(values);
    }

    /** One number per value of the policy, 0 where no token of the batch stands. */
    private interface OfToken {
        float of(TokenBatch.Sequence sequence, int token);
    }

    private NDArray grid(TokenBatch batch, OfToken source) {
        float[] values = new float[(int) shape.size()];
        for (int number = 0; number < batch.size(); number++) {
            TokenBatch.Sequence sequence = batch.sequence(number);
            for (int token = 0; token < sequence.length(); token++) {
                values[sequence.begin() + token] = source.of(sequence, token);
            }
        }
        return manager.create(values, shape);
    }

    NDArray loss(NDArray logProbs, NDArray entropies, NDArray divergences, TokenBatch batch) {
        NDArray behaviour = grid(batch, TokenBatch.Sequence::behaviour);
        NDArray proximal = config.correction().decoupled() ? logProbs.stopGradient() : behaviour;
        NDArray perToken = surrogate(logProbs, proximal, behaviour, batch);
        if (config.klBeta() > 0) {
            NDArray d = clamp(logProbs.sub(grid(batch, TokenBatch.Sequence::reference)));
            perToken = perToken.add(TensorOps.scale(d.mul(d), config.klBeta() / 2));
        }
        perToken = perToken.sub(TensorOps.scale(entropies, config.entropyCoefficient()));
        perToken = perToken.sub(TensorOps.scale(divergences, config.perceptionWeight()));
        return perToken.mul(weights(batch)).sum();
    }

    NDArray drawingLoss(NDArray logProbs, Optional<NDArray> divergences, TokenBatch batch) {
        NDArray behaviour = grid(batch, TokenBatch.Sequence::behaviour);
        NDArray proximal = config.correction().decoupled() ? logProbs.stopGradient() : behaviour;
        NDArray loss = new NativeObjective(config.ofSteps(), manager, (int) shape.size())
                .surrogate(logProbs, proximal, behaviour, batch)
                .mul(weights(batch))
                .sum();
        return divergences
                .map(values -> loss.add(TensorOps.scale(
                        values.mul(weights(batch)).sum(), config.drawing().klBeta())))
                .orElse(loss);
    }

    private NDArray weights(TokenBatch batch) {
        return grid(batch, (sequence, token) -> sequence.weight());
    }

    private NDArray surrogate(NDArray logProbs, NDArray proximal, NDArray behaviour, TokenBatch batch) {
        ClippedLoss clipped = config.clipped();
        NDArray advantages = grid(batch, TokenBatch.Sequence::advantage);
        NDArray largest = grid(batch, (sequence, token) -> (float) clipped.largest(sequence.advantage(token)));
        NDArray ratio = clamp(logProbs.sub(proximal)).exp();
        NDArray bounded = TensorOps.clamp(ratio, 1 - clipped.epsilonLow(), 1 + clipped.epsilonHigh());
        NDArray losses = NDArrays.minimum(
                NDArrays.minimum(ratio.mul(advantages), bounded.mul(advantages)).neg(), largest);
        if (!config.correction().decoupled()) {
            return losses;
        }
        NDArray weights = clamp(proximal.sub(behaviour)).exp();
        float cap = (float) config.correctionCap();
        return losses.mul(
                config.correction() == OffPolicyCorrection.MASK
                        ? weights.mul(weights.lte(cap).toType(DataType.FLOAT32, false))
                        : NDArrays.minimum(weights, cap));
    }

    private static NDArray clamp(NDArray logRatio) {
        return TensorOps.clamp(logRatio, -LogRatio.BOUND, LogRatio.BOUND);
    }
}
