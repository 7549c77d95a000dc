package dev.millrace.runtime.memory;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.Workload;
import dev.millrace.runtime.config.MillraceConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Whether what all roles of a run hold at a time fits into the one machine that they run on. */
public final class RunMemory {

    private RunMemory() {}

    /**
     * Looks at workers and learner together.
     *
     * @param policy which may be missing here: nothing is refused then
     * @param workers how many there are
     * @param oneProcess whether one process runs them all
     * @throws dev.millrace.schemas.failure.UsageException if they cannot fit, with what would
     */
    public static void require(ModelSource policy, MillraceConfig settings, int workers, boolean oneProcess) {
        int prompt = Workloads.leastPrompt(policy, settings);
        List<Workload> works = new ArrayList<>();
        if (settings.worker().engine().samplesHere()) {
            works.addAll(Collections.nCopies(Math.max(0, workers), Workloads.sampling(settings, prompt)));
        }
        if (settings.measuresInWorkers()) {
            works.addAll(Collections.nCopies(Math.max(0, workers), Workloads.measuring(settings, prompt)));
        }
        works.add(Workloads.training(settings, prompt));
        MemoryCheck.require(policy, settings.policy().compute(), oneProcess, works);
    }
}
