package dev.millrace.runtime.memory;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.MemoryForecast;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.Workload;
import dev.millrace.schemas.failure.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Refuses a policy that cannot fit into its device, or into the machine beside a graphics card, with what would. Only what is
 * certain counts: a run whose prompts turn out long may still be too large.
 */
public final class MemoryCheck {

    private final PolicyFamily family;
    private final ModelSource checkpoint;
    private final boolean oneProcess;
    private final MemoryHere here;

    private MemoryCheck(PolicyFamily family, ModelSource checkpoint, boolean oneProcess, MemoryHere here) {
        this.family = family;
        this.checkpoint = checkpoint;
        this.oneProcess = oneProcess;
        this.here = here;
    }

    /**
     * Looks at one work alone.
     *
     * @param checkpoint which may be missing here: nothing is refused then
     * @throws UsageException if it cannot fit
     */
    public static void require(ModelSource checkpoint, ComputeSettings compute, Workload work) {
        require(checkpoint, compute, true, List.of(work));
    }

    /**
     * Looks at works that go on at the same time on one machine, and on one device.
     *
     * @param checkpoint which may be missing here: nothing is refused then
     * @param oneProcess whether one process does all of them
     * @param works at least one
     * @throws UsageException if they cannot fit together
     */
    public static void require(
            ModelSource checkpoint, ComputeSettings compute, boolean oneProcess, List<Workload> works) {
        if (checkpoint.find(PolicyFamilies.CONFIG_FILE).isPresent()) {
            require(checkpoint, compute, oneProcess, works, MemoryHere.of(compute.device()));
        }
    }

    static void require(
            ModelSource checkpoint,
            ComputeSettings compute,
            boolean oneProcess,
            List<Workload> works,
            MemoryHere here) {
        new MemoryCheck(PolicyFamilies.found().of(checkpoint), checkpoint, oneProcess, here).require(compute, works);
    }

    private void require(ComputeSettings compute, List<Workload> works) {
        Optional<MemoryForecast> needed = forecast(compute, works);
        Optional<String> misfit = needed.flatMap(here::misfit);
        if (needed.isEmpty() || misfit.isEmpty()) {
            return;
        }
        String largest = needed.get().parts().entrySet().stream()
                .map(part -> part.getKey() + " " + Gigabytes.of(part.getValue()))
                .collect(Collectors.joining(", "));
        throw new UsageException(words(works) + checkpoint.describe("")
                + (works.size() > 1 ? " on one machine" : "")
                + atPrompts(works) + " takes at least "
                + Gigabytes.of(needed.get().bytes()) + " (" + largest
                + "), but " + misfit.get() + "; " + wouldFit(compute, works));
    }

    private Optional<MemoryForecast> forecast(ComputeSettings compute, List<Workload> works) {
        return works.stream()
                .flatMap(work -> family.memory(checkpoint, compute, work).stream())
                .reduce((one, other) -> one.beside(other, oneProcess));
    }

    private static String words(List<Workload> works) {
        return works.stream().map(MemoryCheck::words).distinct().collect(Collectors.joining("and "));
    }

    private static String words(Workload work) {
        if (work instanceof Workload.Training) {
            return "training ";
        }
        return work instanceof Workload.Measuring
                ? "measuring dependency (worker.dependency.by local) with "
                : "sampling from ";
    }

    private static String atPrompts(List<Workload> works) {
        int tokens = works.get(0).promptTokens();
        return tokens > 1 ? " with prompts of " + tokens + " tokens" : "";
    }

    private String wouldFit(ComputeSettings compute, List<Workload> works) {
        List<String> fitting = new ArrayList<>();
        for (Saving saving : Saving.all()) {
            List<Workload> less = works.stream().map(saving.how()).toList();
            forecast(saving.compute(compute), less)
                    .filter(here::fits)
                    .ifPresent(forecast -> fitting.add(saving.words() + " (" + Gigabytes.of(forecast.bytes()) + ")"));
        }
        return fitting.isEmpty()
                ? "nothing that can be set makes it fit: take a smaller model or a larger machine"
                : "what would fit: " + String.join(", or ", fitting);
    }
}
