package dev.millrace.cli.doctor;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.memory.MemoryCheck;
import dev.millrace.runtime.memory.Workloads;
import dev.millrace.runtime.role.Policies;
import java.util.List;

/** Whether what sampling and training are predicted to take fits into the device. */
record MemoryExamination(MillraceConfig settings) implements Examination {

    /** What a prompt takes at least; how long prompts are is not known here. */
    private static final int LEAST_PROMPT = 1;

    @Override
    public String subject() {
        return "memory";
    }

    @Override
    public List<Finding> examine() {
        ModelSource policy = Policies.find(settings.policy());
        MemoryCheck.require(policy, settings.policy().compute(), Workloads.sampling(settings, LEAST_PROMPT));
        if (settings.measuresInWorkers()) {
            MemoryCheck.require(policy, settings.policy().compute(), Workloads.measuring(settings, LEAST_PROMPT));
        }
        MemoryCheck.require(policy, settings.policy().compute(), Workloads.training(settings, LEAST_PROMPT));
        return List.of(Finding.fine("sampling from " + settings.policy().checkpoint()
                + " and training it fit at short prompts; longer ones:" + " ./millrace models inspect"));
    }
}
