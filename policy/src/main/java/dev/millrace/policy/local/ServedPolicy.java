package dev.millrace.policy.local;

import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.model.Architecture;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.prompt.MotFormat;
import org.jspecify.annotations.Nullable;

/**
 * What stays the same from version to version. Owns the drawing until closed.
 *
 * @param config the architecture
 * @param description the same as others know it
 * @param format how prompts are written
 * @param drawing draws images; null for a policy that only answers
 */
record ServedPolicy(
        PolicyConfig config, PolicyDescription description, MotFormat format, @Nullable ImageDrawing drawing)
        implements AutoCloseable {

    ServedPolicy(PolicyConfig config, MotFormat format, @Nullable ImageDrawing drawing) {
        this(config, Architecture.describe(config), format, drawing);
    }

    @Override
    public void close() {
        if (drawing != null) {
            drawing.close();
        }
    }
}
