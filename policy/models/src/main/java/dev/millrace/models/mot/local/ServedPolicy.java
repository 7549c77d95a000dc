package dev.millrace.models.mot.local;

import dev.millrace.models.mot.model.Architecture;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.prompt.MotFormat;
import dev.millrace.policy.PolicyDescription;
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
