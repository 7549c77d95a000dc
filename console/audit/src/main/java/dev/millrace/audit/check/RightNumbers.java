package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedSampling;
import dev.millrace.audit.evidence.LoggedTrajectory;
import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.id.TrajectoryId;
import dev.millrace.schemas.lineage.RecordedVersions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was trained was sampled under numbers that a learner can compute again, and asked as the learner asks. */
final class RightNumbers implements Check {

    @Override
    public int promise() {
        return 11;
    }

    @Override
    public String name() {
        return "right-numbers";
    }

    @Override
    public String claim() {
        return "every trained answer has log-probabilities of the whole vocabulary at its temperature, ended by itself or at its"
                + " limit, and was asked with the learner's tokenizer, template and image processor";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        Map<Integer, PromptDigests> learner = digests(evidence);
        ImagePlaces places = new ImagePlaces(findings);
        return new Examination() {
            private long silent;

            @Override
            public void group(GroupEvidence group) {
                silent += examine(group, learner, findings);
                places.examine(group);
            }

            @Override
            public void end() {
                if (silent > 0) {
                    findings.note(silent + " trained answers do not say by what and how they were sampled:"
                            + " they are taken at the contract's word");
                }
            }
        };
    }

    /** Looks at what was trained of a group; says how many of its answers do not tell how they were sampled. */
    private static long examine(GroupEvidence group, Map<Integer, PromptDigests> learner, Findings findings) {
        LoggedSampling first = null;
        long silent = 0;
        for (Map.Entry<Integer, List<Integer>> trained : group.trained().entrySet()) {
            List<LoggedTrajectory> records = group.trajectories().getOrDefault(trained.getKey(), List.of());
            if (records.isEmpty() || records.get(0).isImage()) {
                continue; // said by another check; an image has the densities of its steps, which its flow explains
            }
            findings.examined();
            TrajectoryId id = records.get(0).id();
            LoggedSampling sampling = records.get(0).sampling();
            silent += sampling.isStated() ? 0 : 1;
            numbers(id, sampling, findings);
            trained.getValue()
                    .forEach(version -> writing(id, sampling.digests(), learner.get(version), version, findings));
            first = first == null ? sampling : first;
            if (first.prompt() != sampling.prompt() || !first.spans().equals(sampling.spans())) {
                findings.breach(
                        id,
                        "its prompt has other tokens or other places of images than others of its group, trained with it");
            }
        }
        return silent;
    }

    private static void numbers(TrajectoryId id, LoggedSampling sampling, Findings findings) {
        if (sampling.finish() == FinishReason.ABORT) {
            findings.breach(id, "it was cut off (ABORT), and trained as if it had ended");
        }
        if (!(sampling.temperature() > 0) || Float.isInfinite(sampling.temperature())) {
            findings.breach(
                    id, "it was sampled at temperature " + sampling.temperature() + ", which cannot be trained");
        }
        if (!sampling.isStated()) {
            return;
        }
        switch (sampling.mode()) {
            case TEMPERED -> {
                // What a learner computes.
            }
            case RAW -> {
                if (sampling.temperature() != 1) {
                    findings.breach(
                            id,
                            "its log-probabilities are those at temperature 1, but it was sampled at "
                                    + sampling.temperature());
                }
            }
            case PROCESSED -> {
                if (sampling.isFiltered()) {
                    findings.breach(id, "its log-probabilities are those of the tokens that filters kept");
                }
            }
            case UNKNOWN -> findings.breach(id, "it does not say of which distribution its log-probabilities are");
        }
    }

    private static void writing(
            TrajectoryId id,
            @Nullable PromptDigests said,
            @Nullable PromptDigests own,
            int version,
            Findings findings) {
        if (said == null || own == null) {
            return;
        }
        part(id, "tokenizer", said.getTokenizer(), own.getTokenizer(), version, findings);
        part(id, "chat template", said.getTemplate(), own.getTemplate(), version, findings);
        part(id, "image processor", said.getProcessor(), own.getProcessor(), version, findings);
    }

    private static void part(TrajectoryId id, String what, String said, String own, int version, Findings findings) {
        if (!said.isEmpty() && !own.isEmpty() && !said.equals(own)) {
            findings.breach(
                    id,
                    "its prompt was written with the " + what + " " + said + ", that of the learner at version "
                            + version + " is " + own);
        }
    }

    /** The learner's own, by the version that its step made. */
    private static Map<Integer, PromptDigests> digests(Evidence evidence) {
        Map<Integer, PromptDigests> digests = new HashMap<>();
        evidence.steps().stream().map(Logged::value).forEach(step -> {
            PromptDigests own = step.getDigests();
            if (own != null) {
                digests.put(RecordedVersions.of(step), own);
            }
        });
        return digests;
    }
}
