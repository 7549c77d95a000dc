package dev.millrace.models.qwen.memory;

import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.checkpoint.AdapterLayout;
import dev.millrace.models.qwen.checkpoint.ParameterLayout;
import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.TextConfig;
import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.policy.family.ComputeDevice;
import dev.millrace.policy.family.MemoryForecast;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.safetensors.TensorType;
import dev.millrace.policy.weights.TensorEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Memory from the shapes of a model. What stays (weights, gradients, moments, caches) is exact; what comes and goes (a layer that is
 * computed, a piece of the vocabulary) is counted by its arrays. What is there one after the other is counted where it is largest.
 */
public final class QwenMemory {

    private static final int F32 = Float.BYTES;

    /** Java and the engine's libraries, before there is a policy. */
    private static final long PROCESS = 500L << 20;

    /** What the libraries of a graphics card keep on it. An estimate: it was not measured. */
    private static final long ON_CARD = 500L << 20;

    /** Tokens that go through the network together when answers are measured under other views. */
    private static final long VIEWED_AT_ONCE = 2048;

    /** Arrays of a piece of logits that are there at a time: logits, log-probabilities, probabilities, derivatives. */
    private static final int ARRAYS_OF_LOGITS = 6;

    private static final long LOGITS_AT_ONCE = 16L << 20;

    private static final String TENSOR = "a tensor on its way to or from the card";
    private static final String COMING = "the next weights as they come";
    private static final String LEAVING = "a version on its way";
    private static final Set<String> ON_HOST = Set.of(MemoryForecast.PROCESS, TENSOR, COMING, LEAVING);

    private final QwenModel model;
    private final TextConfig text;
    private final int width;
    private final boolean card;

    /**
     * @param type in which weights are held
     * @param device where it is computed
     */
    public QwenMemory(QwenModel model, TensorType type, ComputeDevice device) {
        this.model = model;
        this.text = model.config().text();
        this.width = type.bytes();
        this.card = device.isGpu();
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

    /** Bytes of a version as it is published, less its header. */
    public long version(Adaptation adaptation) {
        return adaptation instanceof Adaptation.LowRank adapter ? adapter(adapter) * F32 : parameters(model) * width;
    }

    public MemoryForecast of(Workload work) {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put(MemoryForecast.PROCESS, PROCESS);
        if (card) {
            parts.put("the libraries of the card", ON_CARD);
            parts.put(TENSOR, largestTensor() * width);
        }
        parts.put("weights", parameters(model) * width);
        if (work instanceof Workload.Sampling sampling) {
            sampling(sampling, parts);
        } else if (work instanceof Workload.Measuring measuring) {
            measuring(measuring, parts);
        } else if (work instanceof Workload.Training training) {
            training(training, parts);
        }
        return new MemoryForecast(parts, ON_HOST);
    }

    private long largestTensor() {
        return ParameterLayout.of(model.config(), model.tied()).stream()
                .mapToLong(spec -> spec.shape().elements())
                .max()
                .orElse(0);
    }

    private void sampling(Workload.Sampling work, Map<String, Long> parts) {
        long whole = parameters(model) * width;
        if (work.whole()) {
            if (whole <= work.mostInHeap()) {
                parts.put(COMING, whole);
            }
            parts.put("the next weights", whole);
        }
        Map<String, Long> drawing = drawing(work);
        Map<String, Long> viewing = work.measures() ? viewing(work) : Map.of();
        parts.putAll(sum(viewing) > sum(drawing) ? viewing : drawing);
    }

    private static long sum(Map<String, Long> parts) {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    private Map<String, Long> drawing(Workload.Sampling work) {
        Map<String, Long> parts = new LinkedHashMap<>();
        long tokens = (long) work.sequences() * (work.promptTokens() + work.answerTokens()) + work.promptTokens();
        parts.put("keys and values", tokens * 2 * text.layers() * keys() * width);
        parts.put("a layer of the prompt", Math.max(layer(work.promptTokens()), towerForward(work.promptTokens())));
        // Among them the sums from which tokens are drawn, in double.
        parts.put("logits", (long) work.sequences() * text.vocabulary() * (4 * F32 + 2 * Double.BYTES));
        return parts;
    }

    /** Two views one after the other, of each of which its end is kept; then both are compared. */
    private Map<String, Long> viewing(Workload work) {
        Map<String, Long> parts = new LinkedHashMap<>();
        long answers = (long) work.sequences() * work.answerTokens();
        long atOnce = Math.max(work.answerTokens(), Math.min(answers, VIEWED_AT_ONCE - work.promptTokens()));
        long tokens = work.promptTokens() + atOnce;
        parts.put("a layer of a view", Math.max(layer(tokens), towerForward(work.promptTokens())));
        parts.put("the ends of two views", 2 * tokens * text.hidden() * width);
        long rows = Math.min(atOnce, LOGITS_AT_ONCE / text.vocabulary() + 1);
        parts.put("logits of two views", 2L * ARRAYS_OF_LOGITS * rows * text.vocabulary() * F32);
        return parts;
    }

    private void measuring(Workload.Measuring work, Map<String, Long> parts) {
        if (work.adaptation() instanceof Adaptation.LowRank adapter) {
            parts.put(
                    "versions of the adapter, one of them on its way", (work.versions() + 1L) * adapter(adapter) * F32);
        } else {
            parts.put(
                    "versions of the weights, one of them on its way",
                    (work.versions() + 1L) * parameters(model) * width);
        }
        parts.putAll(viewing(work));
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
        if (work.heldVersions() > 0) {
            parts.put("earlier versions", work.heldVersions() * trained * trainedWidth);
        }
        // Whole weights leave shard by shard from where they lie, an adapter as a whole.
        long version = version(work.adaptation());
        parts.put(LEAVING, full ? Math.min(version, TensorEncoder.SHARD_BYTES) : version);
        long views = work.maskedViews() ? 2 : 1;
        long images = (long) work.prompts() * work.promptTokens();
        long answers = (long) work.sequences() * work.answerTokens();
        long tokens = images + answers;
        parts.put("inputs of layers", views * (text.layers() + 1L) * tokens * text.hidden() * width);
        long layer = layer(tokens)
                + seenAgain((long) work.sequences() * (work.promptTokens() + work.answerTokens()))
                + (work.adaptation() instanceof Adaptation.LowRank adapter ? besideLayer(tokens, adapter.rank()) : 0);
        boolean again = work.recompute();
        long seeing = tower ? towerBackward(images, again) : towerForward(images);
        if (work.adaptation() instanceof Adaptation.LowRank adapter && tower) {
            seeing += besideTower(images, adapter.rank(), again);
        }
        if (tower && again) {
            parts.put("inputs of the tower's blocks", views * towerInputs(images));
        }
        long rows = Math.min(answers, LOGITS_AT_ONCE / text.vocabulary() + 1);
        if (again) {
            parts.put("a layer, forward and back", Math.max(2 * layer, seeing));
        } else {
            parts.put("layers, forward and back", Math.max((views * text.layers() + 1L) * layer, seeing));
            parts.put("log-probabilities of the whole vocabulary", answers * text.vocabulary() * F32);
        }
        parts.put("logits", views * ARRAYS_OF_LOGITS * rows * text.vocabulary() * F32);
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

    /** As {@link #besideLayer}, of all blocks of the tower that are held. */
    private long besideTower(long tokens, int rank, boolean again) {
        VisionConfig vision = model.config().vision();
        long inputs = width == F32 ? 0 : 4L * vision.hidden() + vision.intermediate();
        long outputs = 5L * vision.hidden() + 2L * vision.intermediate();
        int blocks = again ? 1 : vision.depth();
        return tokens * vision.patchesPerCell() * blocks * (inputs + outputs + 5L * rank) * F32;
    }

    private long towerForward(long tokens) {
        return tokens * model.config().vision().patchesPerCell() * block();
    }

    /** All blocks are held on the way back, or, where each is computed again, one with its gradients. */
    private long towerBackward(long tokens, boolean again) {
        return towerForward(tokens) * (again ? 2 : model.config().vision().depth() + 1);
    }

    private long towerInputs(long tokens) {
        VisionConfig vision = model.config().vision();
        return tokens * vision.patchesPerCell() * (vision.depth() + 1L) * vision.hidden() * width;
    }

    private long block() {
        VisionConfig vision = model.config().vision();
        long numbers = 12L * vision.hidden() + 4L * vision.intermediate();
        return numbers * width + 4L * vision.hidden() * F32;
    }
}
