package dev.millrace.models.qwen.memory;

import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.AdapterLayout;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.TextConfig;
import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.policy.family.MemoryForecast;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.safetensors.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Memory from the shapes of a model. What stays (weights, gradients, moments, caches) is exact; what comes and goes (a layer that is
 * computed, a piece of the vocabulary) is counted by its arrays.
 */
public final class QwenMemory {

    private static final int F32 = Float.BYTES;

    /** Java and the engine's libraries, before there is a policy. */
    private static final long PROCESS = 500L << 20;

    /** Arrays of a piece of logits that are there at a time: logits, log-probabilities, probabilities, derivatives. */
    private static final int ARRAYS_OF_LOGITS = 6;

    private static final long LOGITS_AT_ONCE = 16L << 20;

    /** Tokens of one pass in which views are compared. */
    private static final long MEASURED_AT_ONCE = 2048;

    private final QwenModel model;
    private final TextConfig text;
    private final int width;

    /** @param type in which weights are held */
    public QwenMemory(QwenModel model, TensorType type) {
        this.model = model;
        this.text = model.config().text();
        this.width = type.bytes();
    }

    /** Numbers in the model, a tied output layer counted once. */
    public static long parameters(QwenModel model) {
        return count(ParameterLayout.of(model.config(), model.tied()));
    }

    private static long count(List<ParameterSpec> specs) {
        return specs.stream().mapToLong(spec -> spec.shape().elements()).sum();
    }

    private long tower() {
        return count(ParameterLayout.of(model.config(), model.tied()).stream()
                .filter(spec -> spec.name().startsWith(TensorNames.VISION))
                .toList());
    }

    public MemoryForecast of(Workload work) {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("Java and the engine", PROCESS);
        parts.put("weights", parameters(model) * width);
        if (work instanceof Workload.Sampling sampling) {
            sampling(sampling, parts);
        } else if (work instanceof Workload.Measuring measuring) {
            measuring(measuring, parts);
        } else if (work instanceof Workload.Training training) {
            training(training, parts);
        }
        return new MemoryForecast(parts);
    }

    private void sampling(Workload.Sampling work, Map<String, Long> parts) {
        if (work.whole()) {
            parts.put("the next weights, as they come and as they are held", 2 * parameters(model) * width);
        }
        long tokens = (long) work.sequences() * (work.promptTokens() + work.answerTokens()) + work.promptTokens();
        parts.put("keys and values", tokens * 2 * text.layers() * keys() * width);
        parts.put("a layer of the prompt", Math.max(layer(work.promptTokens()), towerForward(work.promptTokens())));
        // Among them the sums from which tokens are drawn, in double.
        parts.put("logits", (long) work.sequences() * text.vocabulary() * (4 * F32 + 2 * Double.BYTES));
    }

    /** Two views at a time; of the first only its last layer's answers are held. */
    private void measuring(Workload.Measuring work, Map<String, Long> parts) {
        if (work.adaptation() instanceof Adaptation.LowRank adapter) {
            parts.put(
                    "versions of the adapter, one of them on its way", (work.versions() + 1L) * adapter(adapter) * F32);
        } else {
            parts.put(
                    "versions of the weights, one of them on its way",
                    (work.versions() + 1L) * parameters(model) * width);
        }
        long answers = (long) work.sequences() * work.answerTokens();
        long tokens = work.promptTokens()
                + Math.max(work.answerTokens(), Math.min(answers, MEASURED_AT_ONCE - work.promptTokens()));
        parts.put(
                "a layer of a view",
                Math.max(layer(tokens), towerForward(work.promptTokens())) + 2 * tokens * text.hidden() * width);
        long rows = Math.min(answers, LOGITS_AT_ONCE / text.vocabulary() + 1);
        parts.put("logits of two views", 2 * ARRAYS_OF_LOGITS * rows * text.vocabulary() * F32);
    }

    private void training(Workload.Training work, Map<String, Long> parts) {
        boolean full = work.adaptation() instanceof Adaptation.Full;
        boolean tower = work.adaptation() instanceof Adaptation.Full whole
                ? whole.tower()
                : ((Adaptation.LowRank) work.adaptation()).tower();
        long trained = work.adaptation() instanceof Adaptation.LowRank adapter
                ? adapter(adapter)
                : parameters(model) - (tower ? 0 : tower());
        if (work.reference() && full) {
            parts.put("the weights of the beginning", parameters(model) * width);
        }
        int trainedWidth = full ? width : F32;
        if (!full) {
            parts.put("adapter", trained * F32);
        } else if (trainedWidth < F32) {
            parts.put("float32 copies of weights", trained * F32);
        }
        parts.put("gradients", trained * trainedWidth);
        parts.put("two moments", 2 * trained * F32);
        parts.put("a version on its way", trained * trainedWidth);
        long images = (long) work.prompts() * work.promptTokens();
        long answers = (long) work.sequences() * work.answerTokens();
        long tokens = images + answers;
        parts.put("inputs of layers", (text.layers() + 1L) * tokens * text.hidden() * width);
        long layer = layer(tokens)
                + seenAgain((long) work.sequences() * (work.promptTokens() + work.answerTokens()))
                + (work.adaptation() instanceof Adaptation.LowRank adapter ? besideLayer(tokens, adapter.rank()) : 0);
        long seeing = tower ? towerBackward(images) : towerForward(images);
        if (work.adaptation() instanceof Adaptation.LowRank adapter && tower) {
            seeing += besideTower(images, adapter.rank());
        }
        long rows = Math.min(answers, LOGITS_AT_ONCE / text.vocabulary() + 1);
        if (work.recompute()) {
            parts.put("a layer, forward and back", Math.max(2 * layer, seeing));
        } else {
            parts.put("layers, forward and back", Math.max((text.layers() + 1L) * layer, seeing));
            parts.put("log-probabilities of the whole vocabulary", answers * text.vocabulary() * F32);
        }
        parts.put("logits", ARRAYS_OF_LOGITS * rows * text.vocabulary() * F32);
    }

    private long adapter(Adaptation.LowRank adapter) {
        return count(AdapterLayout.of(model.config(), AdapterLayout.form(adapter)));
    }

    private long queries() {
        return (long) text.heads() * text.headSize();
    }

    private long keys() {
        return (long) text.keyValueHeads() * text.headSize();
    }

    /** Arrays of a layer: norms, queries, keys, values and their repetition, the feed-forward, what is added. */
    private long layer(long tokens) {
        long numbers = 4L * text.hidden() + 5 * queries() + 3 * keys() + 4L * text.intermediate();
        long norms = 2L * text.hidden() * F32;
        return tokens * (numbers * width + norms);
    }

    /** Keys and values of prompts, copied before those of each of their answers. */
    private long seenAgain(long tokens) {
        return tokens * 2 * keys() * width;
    }

    /** What adapters keep beside a layer: their inputs in float32, and their outputs. */
    private long besideLayer(long tokens, int rank) {
        long inputs = width == F32 ? 0 : 5L * text.hidden() + queries() + text.intermediate();
        long outputs = queries() + 2 * keys() + 2L * text.hidden() + 2L * text.intermediate();
        return tokens * (inputs + outputs + 7L * rank) * F32;
    }

    /** As {@link #besideLayer}, of all blocks of the tower. */
    private long besideTower(long tokens, int rank) {
        VisionConfig vision = model.config().vision();
        long inputs = width == F32 ? 0 : 4L * vision.hidden() + vision.intermediate();
        long outputs = 5L * vision.hidden() + 2L * vision.intermediate();
        return tokens * vision.patchesPerCell() * vision.depth() * (inputs + outputs + 5L * rank) * F32;
    }

    private long towerForward(long tokens) {
        return tokens * model.config().vision().patchesPerCell() * block();
    }

    /** The tower is not computed again, so that all its blocks are held. */
    private long towerBackward(long tokens) {
        return tokens
                * model.config().vision().patchesPerCell()
                * block()
                * (model.config().vision().depth() + 1);
    }

    private long block() {
        VisionConfig vision = model.config().vision();
        long numbers = 12L * vision.hidden() + 4L * vision.intermediate();
        return numbers * width + 4L * vision.hidden() * F32;
    }
}
