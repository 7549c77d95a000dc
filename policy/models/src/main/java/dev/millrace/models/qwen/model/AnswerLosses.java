package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.millrace.models.engine.NoGradScope;
import dev.millrace.policy.learning.TokenLoss;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evaluates answers, and carries losses over them back. For one thread. */
public final class AnswerLosses {

    private final QwenNetwork network;
    private final TrainedParts trained;
    private final Optional<NDArray> tableGradient;
    private final boolean recompute;

    /**
     * Losses that are carried back.
     *
     * @param trained what gets gradients
     * @param tableGradient that of the output layer's table, to which its part is added; empty where the table is frozen
     * @param recompute whether layers and distributions are computed again on the way back, instead of being held
     */
    public AnswerLosses(QwenNetwork network, TrainedParts trained, Optional<NDArray> tableGradient, boolean recompute) {
        this.network = network;
        this.trained = trained;
        this.tableGradient = tableGradient;
        this.recompute = recompute;
    }

    /** Evaluation only. */
    public static AnswerLosses frozen(QwenNetwork network) {
        return new AnswerLosses(network, TrainedParts.NONE, Optional.empty(), true);
    }

    /** Log-probabilities of the answers' tokens, in order, in nat. */
    public float[] logProbs(List<AnsweredRow> rows, double temperature) {
        return values(rows, temperature).logProbs();
    }

    /** Log-probabilities of the answers' tokens and entropies of their distributions, in order, in nat. */
    public TokenLoss.Values values(List<AnsweredRow> rows, double temperature) {
        try (NoGradScope scope = NoGradScope.open();
                TrainingPass pass = pass(scope.manager(), TrainingPass.Kept.NOTHING, rows)) {
            NDArray hidden = pass.answers(scope.manager());
            OutputHead.Values values = head(temperature).values(scope.manager(), hidden, AnsweredRow.ids(rows));
            return new TokenLoss.Values(values.logProbs(), values.entropies(), null);
        }
    }

    /** KL(π(·|rows) ‖ π(·|others)) of the answers' tokens, in order, in nat, over the whole vocabulary. */
    public float[] divergences(List<AnsweredRow> rows, List<AnsweredRow> others, double temperature) {
        try (NoGradScope scope = NoGradScope.open();
                TrainingPass pass = pass(scope.manager(), TrainingPass.Kept.NOTHING, rows);
                TrainingPass other = pass(scope.manager(), TrainingPass.Kept.NOTHING, others)) {
            return head(temperature)
                    .divergences(scope.manager(), pass.answers(scope.manager()), other.answers(scope.manager()));
        }
    }

    /**
     * Evaluates answers, and adds the gradients of a loss over them to the trained parameters.
     *
     * @param masked the same answers behind prompts with another view of their images; null where there is none
     * @return the loss; if it is not finite, nothing was carried back
     */
    public float accumulate(
            List<AnsweredRow> rows, @Nullable List<AnsweredRow> masked, double temperature, TokenLoss loss) {
        try (NoGradScope scope = NoGradScope.open();
                TrainingPass pass = pass(scope.manager(), wayBack(), rows)) {
            return masked == null
                    ? carry(scope.manager(), pass, null, rows, temperature, loss)
                    : masked(scope.manager(), pass, masked, rows, temperature, loss);
        }
    }

    private float masked(
            NDManager manager,
            TrainingPass pass,
            List<AnsweredRow> masked,
            List<AnsweredRow> rows,
            double temperature,
            TokenLoss loss) {
        try (TrainingPass other = pass(manager, wayBack(), masked)) {
            return carry(manager, pass, other, rows, temperature, loss);
        }
    }

    private float carry(
            NDManager manager,
            TrainingPass pass,
            @Nullable TrainingPass masked,
            List<AnsweredRow> rows,
            double temperature,
            TokenLoss loss) {
        int[] ids = AnsweredRow.ids(rows);
        OutputHead head = head(temperature);
        NDArray hidden = pass.answers(manager);
        NDArray other = masked == null ? null : masked.answers(manager);
        OutputHead.Values values = head.values(manager, hidden, ids);
        float[] divergences = other == null ? null : head.divergences(manager, hidden, other);
        TokenLoss.Slopes slopes = loss.of(new TokenLoss.Values(values.logProbs(), values.entropies(), divergences));
        if (!Float.isFinite(slopes.loss())) {
            return slopes.loss();
        }
        NDArray by = head.slopes(
                manager,
                hidden,
                ids,
                values.held(),
                slopes.byLogProb(),
                slopes.byEntropy().orElse(new float[0]));
        if (masked != null && other != null && slopes.byDivergence().isPresent()) {
            List<NDArray> both = head.divergenceSlopes(
                    manager, hidden, other, slopes.byDivergence().get());
            by = by.add(both.get(0));
            masked.back(both.get(1));
        }
        pass.back(by);
        return slopes.loss();
    }

    private TrainingPass pass(NDManager manager, TrainingPass.Kept kept, List<AnsweredRow> rows) {
        return new TrainingPass(manager, network, trained, kept, rows);
    }

    private TrainingPass.Kept wayBack() {
        return recompute ? TrainingPass.Kept.INPUTS : TrainingPass.Kept.LAYERS;
    }

    private OutputHead head(double temperature) {
        return new OutputHead(
                network.head(),
                network.barred(),
                tableGradient.map(List::of).orElse(List.of()),
                temperature,
                recompute);
    }
}
