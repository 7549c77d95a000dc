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
    public void examine(Evidence evidence, AuditSettings settings, Findings findings) {
        Map<Integer, PromptDigests> learner = digests(evidence);
        Map<String, LoggedSampling> asked = new HashMap<>();
        long[] silent = new long[1];
        evidence.trained().forEach((id, versions) -> {
            LoggedTrajectory trajectory = find(evidence, id);
            if (trajectory == null || trajectory.isImage()) {
                return; // said by another check; an image has the densities of its steps, which its flow explains
            }
            findings.examined();
            LoggedSampling sampling = trajectory.sampling();
            silent[0] += sampling.isStated() ? 0 : 1;
            numbers(id, sampling, findings);
            versions.forEach(version -> writing(id, sampling.digests(), learner.get(version), version, findings));
            LoggedSampling first = asked.putIfAbsent(id.group().value(), sampling);
            if (first != null
                    && (first.prompt() != sampling.prompt() || !first.spans().equals(sampling.spans()))) {
                findings.breach(
                        id,
                        "its prompt has other tokens or other places of images than others of its group, trained with it");
            }
        });
        new ImagePlaces(evidence, findings).examine();
        if (silent[0] > 0) {
            findings.note(silent[0] + " trained answers do not say by what and how they were sampled:"
                    + " they are taken at the contract's word");
        }
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

    private static @Nullable LoggedTrajectory find(Evidence evidence, TrajectoryId id) {
        GroupEvidence group = evidence.group(id.group().value());
        List<LoggedTrajectory> records =
                group == null ? List.of() : group.trajectories().getOrDefault(id.index(), List.of());
        return records.isEmpty() ? null : records.get(0);
    }
}
