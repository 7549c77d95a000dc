package dev.millrace.runtime.role;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.PolicySource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The policies that ship with Millrace, by the names that settings and commands have for them. */
public enum ShippedPolicy {
    /** The policy that a run begins with where nothing else is said: it answers and draws. */
    BASE(PolicySource.BASE, "dev/millrace/models/mot/base", List.of()),
    /** The same, trained on so that its latents see the image that they change: it edits. */
    EDITOR("editor", "dev/millrace/models/mot/editor", List.of()),
    /** A Qwen2.5-VL of about a million parameters. */
    SMALL_QWEN(
            "small-qwen",
            "dev/millrace/models/qwen/small",
            List.of(
                    "reshaping.method=prpo",
                    "learner.total_steps=160",
                    "learner.objective.kl_beta=0",
                    "learner.recompute=false",
                    "learner.train_tower=true",
                    "learner.optimizer.lr=1e-4",
                    "learner.schedule.warmup_steps=5"));

    private final String label;
    private final String resources;
    private final List<String> presets;

    ShippedPolicy(String label, String resources, List<String> presets) {
        this.label = label;
        this.resources = resources;
        this.presets = presets;
    }

    /** The one of that name; empty if it is the name of none. */
    public static Optional<ShippedPolicy> named(String name) {
        return Arrays.stream(values())
                .filter(policy -> policy.label.equals(name))
                .findFirst();
    }

    /** The names of all. */
    public static String names() {
        return Arrays.stream(values()).map(policy -> policy.label).collect(Collectors.joining(", "));
    }

    /** Its name. */
    public String label() {
        return label;
    }

    /** Its files. */
    public ModelSource files() {
        return ModelSource.resources(ShippedPolicy.class.getClassLoader(), resources);
    }

    /** What a demo of it sets instead of the defaults, each {@code dotted.key=value}; a config file may change it. */
    public List<String> presets() {
        return presets;
    }
}
