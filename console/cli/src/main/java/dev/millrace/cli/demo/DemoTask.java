package dev.millrace.cli.demo;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.millrace.cli.data.DrawingPrompts;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.ShippedPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a demo asks its policy for. */
public enum DemoTask {
    UNDERSTANDING(List.of("learner.total_steps=240")),
    /**
     * Answers and images, three to one. A gradient of images is mostly noise: a step takes more of them, and steps shrink
     * to nothing, as drawing swings from one full step to the next. The semantic reward, which also likes images that break
     * a rule, counts less than the others, and drawing may go further from the base policy. It begins with the policy that edits.
     */
    MIXED(List.of(
            "policy.checkpoint=" + ShippedPolicy.EDITOR.label(),
            "learner.total_steps=220",
            "learner.batch_groups=48",
            "learner.schedule.shape=cosine",
            "learner.objective.drawing.kl_beta=0.01",
            "reward.weights.semantic=0.3"));

    private final List<String> presets;

    DemoTask(List<String> presets) {
        this.presets = presets;
    }

    /** The task of that label. */
    @JsonCreator
    public static DemoTask of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Settings of a run that differ from the defaults, each {@code dotted.key=value}; a config file may change them. */
    public List<String> presets() {
        return presets;
    }

    /** The prompts of a run, as {@link DemoData#of} and {@link DemoData#mixed} give them. */
    public DemoData data(MillraceConfig settings, Optional<Path> prompts, Optional<Path> eval, boolean skipBad) {
        return this == MIXED
                ? DemoData.mixed(settings, DrawingPrompts.ALL, prompts, eval, skipBad)
                : DemoData.of(settings, prompts, eval, skipBad);
    }
}
