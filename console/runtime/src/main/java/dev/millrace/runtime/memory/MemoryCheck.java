package dev.millrace.runtime.memory;

import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.MemoryForecast;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.policy.family.Precision;
import dev.millrace.policy.family.Workload;
import dev.millrace.policy.learning.Adaptation;
import dev.millrace.schemas.failure.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Refuses a policy that cannot fit into its device, with what would. Only what is certain counts: a run whose prompts turn out long
 * may still be too large.
 */
public final class MemoryCheck {

    private static final Adaptation SMALL =
            new Adaptation.LowRank(16, 32, false, List.of(Adaptation.LowRank.ALL_LINEAR), false, 0);

    private final PolicyFamily family;
    private final ModelSource checkpoint;
    private final OptionalLong available;

    private MemoryCheck(PolicyFamily family, ModelSource checkpoint, OptionalLong available) {
        this.family = family;
        this.checkpoint = checkpoint;
        this.available = available;
    }

    /**
     * @param checkpoint which may be missing here: nothing is refused then
     * @throws UsageException if it cannot fit
     */
    public static void require(ModelSource checkpoint, ComputeSettings compute, Workload work) {
        if (checkpoint.find(PolicyFamilies.CONFIG_FILE).isPresent()) {
            require(checkpoint, compute, work, DeviceMemory.of(compute.device()));
        }
    }

    static void require(ModelSource checkpoint, ComputeSettings compute, Workload work, OptionalLong available) {
        new MemoryCheck(PolicyFamilies.found().of(checkpoint), checkpoint, available).require(compute, work);
    }

    private void require(ComputeSettings compute, Workload work) {
        Optional<MemoryForecast> needed = family.memory(checkpoint, compute, work);
        if (needed.isEmpty() || available.isEmpty() || needed.get().bytes() <= available.getAsLong()) {
            return;
        }
        String largest = needed.get().parts().entrySet().stream()
                .map(part -> part.getKey() + " " + Gigabytes.of(part.getValue()))
                .collect(Collectors.joining(", "));
        throw new UsageException(words(work)
                + checkpoint.describe("") + " takes at least "
                + Gigabytes.of(needed.get().bytes()) + " (" + largest + "), but " + compute.device() + " has "
                + Gigabytes.of(available.getAsLong()) + "; " + wouldFit(compute, work));
    }

    private static String words(Workload work) {
        if (work instanceof Workload.Training) {
            return "training ";
        }
        return work instanceof Workload.Measuring
                ? "measuring dependency (worker.dependency.by local) with "
                : "sampling from ";
    }

    private String wouldFit(ComputeSettings compute, Workload work) {
        List<String> fitting = new ArrayList<>();
        for (Change change : changes(compute, work)) {
            family.memory(checkpoint, change.compute(), change.work())
                    .filter(forecast -> forecast.bytes() <= available.getAsLong())
                    .ifPresent(forecast -> fitting.add(change.words() + " (" + Gigabytes.of(forecast.bytes()) + ")"));
        }
        return fitting.isEmpty()
                ? "nothing that can be set makes it fit: take a smaller model or a larger machine"
                : "what would fit: " + String.join(", or ", fitting);
    }

    private record Change(String words, ComputeSettings compute, Workload work) {}

    /** From the smallest change to the largest. */
    private static List<Change> changes(ComputeSettings compute, Workload work) {
        ComputeSettings narrow = new ComputeSettings(compute.threads(), compute.device(), Precision.BFLOAT16);
        List<Change> changes = new ArrayList<>();
        if (work instanceof Workload.Training training) {
            Workload fewer = with(training, 1, training.adaptation());
            Workload lora = with(
                    training,
                    training.sequences(),
                    training.adaptation() instanceof Adaptation.LowRank ? training.adaptation() : SMALL);
            changes.add(new Change("smaller micro-batches (learner.micro_batch_tokens)", compute, fewer));
            changes.add(new Change("policy.precision=bfloat16", narrow, work));
            changes.add(new Change("learner.train=lora", compute, lora));
            changes.add(new Change("learner.train=lora with policy.precision=bfloat16", narrow, lora));
        } else {
            changes.add(new Change("policy.precision=bfloat16", narrow, work));
        }
        if (work instanceof Workload.Measuring measuring && measuring.adaptation() instanceof Adaptation.Full) {
            changes.add(new Change("learner.train=lora", compute, with(measuring)));
        }
        return changes;
    }

    private static Workload with(Workload.Measuring measuring) {
        return new Workload.Measuring(
                measuring.sequences(), measuring.promptTokens(), measuring.answerTokens(), measuring.versions(), SMALL);
    }

    private static Workload with(Workload.Training training, int sequences, Adaptation adaptation) {
        return new Workload.Training(
                Math.min(sequences, training.prompts()),
                sequences,
                training.promptTokens(),
                training.answerTokens(),
                adaptation,
                training.reference(),
                training.recompute());
    }
}
