package dev.millrace.models.qwen.checkpoint;

import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.policy.safetensors.TensorShape;
import dev.millrace.policy.weights.AdapterForm;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The parameters that adapters have: A and B beside linear layers of the language model, and of the tower where that is asked for.
 * Their names are those of peft without {@code base_model.model.}. Pure.
 */
public final class AdapterLayout {

    /** How the name of an A ends, (r, in). */
    public static final String DOWN = AdapterForm.DOWN;

    /** How the name of a B ends, (out, r). */
    public static final String UP = AdapterForm.UP;

    /** The last parts of the names of the language model's linear layers, each of which may have one. */
    public static final List<String> TARGETS =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    private AdapterLayout() {}

    /** Why there is no such adapter of this family; empty if there is. */
    public static Optional<String> objection(Adaptation.LowRank asked) {
        if (isAll(asked)) {
            return Optional.empty();
        }
        return asked.targets().stream()
                .filter(target -> !TARGETS.contains(target))
                .findFirst()
                .map(target -> "learner.lora.targets names '" + target + "', which is no linear layer of the language"
                        + " model; there are " + String.join(", ", TARGETS) + ", or " + Adaptation.LowRank.ALL_LINEAR
                        + " alone for all of them");
    }

    private static boolean isAll(Adaptation.LowRank asked) {
        return asked.targets().equals(List.of(Adaptation.LowRank.ALL_LINEAR));
    }

    /** The form of an adapter to be trained, against which there is no {@link #objection}. */
    public static AdapterForm form(Adaptation.LowRank asked) {
        List<String> targets = TARGETS.stream()
                .filter(target -> isAll(asked) || asked.targets().contains(target))
                .toList();
        return new AdapterForm(asked.rank(), asked.alpha(), asked.rankStabilized(), targets, asked.tower());
    }

    /** The parameters of an adapter that stands beside its targets in every layer, and beside all linear layers of the tower if it has them. */
    public static List<ParameterSpec> of(QwenConfig model, AdapterForm form) {
        List<ParameterSpec> specs = new ArrayList<>();
        for (ParameterSpec linear : ParameterLayout.linearLayers(model)) {
            if (isInTower(linear.name()) ? form.tower() : form.targets().contains(target(linear))) {
                specs.addAll(pair(linear, form.rank()));
            }
        }
        return specs;
    }

    /**
     * The parameters of an adapter that has these tensors. Each must belong to a layer, or it would be left out in silence.
     *
     * @throws IllegalArgumentException naming the tensor that binds to nothing, or the layer that has only one of two
     */
    public static List<ParameterSpec> of(QwenConfig model, int rank, Collection<String> names) {
        List<ParameterSpec> specs = new ArrayList<>();
        Set<String> left = new TreeSet<>(names);
        for (ParameterSpec linear : ParameterLayout.linearLayers(model)) {
            boolean hasDown = left.remove(module(linear) + DOWN);
            boolean hasUp = left.remove(module(linear) + UP);
            if (hasDown != hasUp) {
                throw new IllegalArgumentException("holds only one of the two matrices of " + module(linear));
            }
            if (hasDown) {
                specs.addAll(pair(linear, rank));
            }
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "holds '" + left.iterator().next() + "', which belongs to no linear layer"
                            + (left.size() == 1 ? "" : ", nor do " + (left.size() - 1) + " more"));
        }
        if (specs.isEmpty()) {
            throw new IllegalArgumentException("holds no adapter of any layer");
        }
        return specs;
    }

    /** The last parts of the names of the language model's layers that these parameters stand beside, in their usual order. */
    static List<String> targets(Collection<String> names) {
        return TARGETS.stream()
                .filter(target ->
                        names.stream().anyMatch(name -> !isInTower(name) && name.endsWith("." + target + DOWN)))
                .toList();
    }

    /** Whether some of these parameters stand beside layers of the tower. */
    static boolean tower(Collection<String> names) {
        return names.stream().anyMatch(AdapterLayout::isInTower);
    }

    private static boolean isInTower(String name) {
        return name.startsWith(TensorNames.VISION);
    }

    /** A layer's name, as adapters know it. */
    static String module(ParameterSpec linear) {
        return linear.name().substring(0, linear.name().length() - ".weight".length());
    }

    private static String target(ParameterSpec linear) {
        return module(linear).substring(module(linear).lastIndexOf('.') + 1);
    }

    private static List<ParameterSpec> pair(ParameterSpec linear, int rank) {
        long out = linear.shape().dimension(0);
        long in = linear.shape().dimension(1);
        return List.of(
                new ParameterSpec(module(linear) + DOWN, TensorShape.of(rank, in), 0, 1 / Math.sqrt(3.0 * in), true),
                new ParameterSpec(module(linear) + UP, TensorShape.of(out, rank), 0, 0, true));
    }
}
