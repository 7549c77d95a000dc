package dev.millrace.monitoring.runs;

import dev.millrace.monitoring.explain.RunEvidence;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.SamplingTerms;
import dev.millrace.schemas.avro.TrainingStep;
import dev.millrace.schemas.avro.Trajectory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What made a run, as the records of its newest step say: settings that went into them, code, seed and digests. Pure. */
public final class RunFacts {

    private RunFacts() {}

    /** Facts by name, in an order to be read; absent where a record does not say them. */
    public static Map<String, String> of(RunEvidence found) {
        Map<String, String> facts = new LinkedHashMap<>();
        step(found.step(), facts);
        found.group().ifPresent(group -> group(group, facts));
        found.trajectory().ifPresent(trajectory -> trajectory(trajectory, facts));
        return facts;
    }

    private static void step(TrainingStep step, Map<String, String> facts) {
        facts.put("learner: steps in all", step.getTotalSteps() == 0 ? "no end" : String.valueOf(step.getTotalSteps()));
        if (step.getBatchGroups() > 0) {
            facts.put("learner: groups of a step", String.valueOf(step.getBatchGroups()));
        }
        if (step.getMaxStaleness() >= 0) {
            facts.put("learner: staleness at most", String.valueOf(step.getMaxStaleness()));
        }
        facts.put("learner: lineage", String.valueOf(step.getLineage()));
        facts.put("learner: weights (SHA-256)", step.getWeightsSha256());
        digests("learner", step.getDigests(), facts);
    }

    private static void group(Experience group, Map<String, String> facts) {
        facts.put("credit: estimator", group.getEstimator());
        facts.put("credit: reshaper", group.getReshaper());
        facts.put("credit: group size", String.valueOf(group.getGroupSize()));
        said(facts, "credit: settings (SHA-256)", group.getConfigDigest());
        said(facts, "code version", group.getCodeVersion());
        if (group.getRunSeed() != null) {
            facts.put("seed of the run", String.valueOf(group.getRunSeed()));
        }
        AssemblyTerms assembly = group.getAssembly();
        if (assembly != null) {
            facts.put("assembly: deadline", assembly.getDeadlineMs() + " ms");
            facts.put("assembly: policy", assembly.getPolicy());
            facts.put("assembly: smallest group", String.valueOf(assembly.getMinGroupSize()));
            facts.put("assembly: default score", String.valueOf(assembly.getDefaultValue()));
            if (assembly.getRequired() != null) {
                facts.put("assembly: scorers waited for", String.join(", ", assembly.getRequired()));
            }
        }
    }

    private static void trajectory(Trajectory trajectory, Map<String, String> facts) {
        facts.put("sampling: temperature", String.valueOf(trajectory.getTemperature()));
        SamplingTerms sampling = trajectory.getSampling();
        if (sampling == null) {
            return;
        }
        said(facts, "sampling: engine", (sampling.getEngine() + " " + sampling.getEngineVersion()).strip());
        facts.put("sampling: top_p", String.valueOf(sampling.getTopP()));
        facts.put("sampling: top_k", String.valueOf(sampling.getTopK()));
        facts.put("sampling: min_p", String.valueOf(sampling.getMinP()));
        facts.put("sampling: most tokens", String.valueOf(sampling.getMaxTokens()));
        digests("sampling", sampling.getDigests(), facts);
    }

    private static void digests(String who, @Nullable PromptDigests digests, Map<String, String> facts) {
        if (digests != null) {
            said(facts, who + ": tokenizer (SHA-256)", digests.getTokenizer());
            said(facts, who + ": template (SHA-256)", digests.getTemplate());
            said(facts, who + ": processor (SHA-256)", digests.getProcessor());
        }
    }

    private static void said(Map<String, String> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.put(name, value);
        }
    }
}
