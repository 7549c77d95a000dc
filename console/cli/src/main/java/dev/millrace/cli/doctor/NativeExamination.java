package dev.millrace.cli.doctor;

import dev.millrace.cli.models.EngineState;
import dev.millrace.runtime.config.MillraceConfig;
import java.util.List;

/** Whether the native library of tensors loads, on the device that is asked for. */
record NativeExamination(MillraceConfig settings) implements Examination {

    @Override
    public String subject() {
        return "native library";
    }

    @Override
    public List<Finding> examine() {
        EngineState engine = EngineState.of(settings.policy().compute());
        return List.of(engine.problem()
                .map(Finding::ofLine)
                .orElseGet(() -> Finding.fine(engine.library().orElse("none") + " on "
                        + settings.policy().compute().device())));
    }
}
