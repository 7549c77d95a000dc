package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import dev.millrace.audit.evidence.GroupEvidence;
import dev.millrace.audit.evidence.Logged;
import dev.millrace.audit.evidence.LoggedScore;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.streams.advantage.ZeroVariance;
import dev.millrace.streams.assembly.DeadlinePolicy;
import dev.millrace.streams.reward.Normalization;
import dev.millrace.streams.reward.RewardTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A group that was dropped because nothing told its trajectories apart had no scores that did. */
final class DroppedWithoutVariance implements Check {

    @Override
    public int promise() {
        return 5;
    }

    @Override
    public String name() {
        return "dropped-without-variance";
    }

    @Override
    public String claim() {
        return "a group that was dropped for want of variance had scores that are equal";
    }

    @Override
    public Examination begin(Evidence evidence, AuditSettings settings, Findings findings) {
        boolean whole = evidence.isWhole(evidence.topics().scores());
        return group -> {
            for (Logged<Drop> drop : group.drops()) {
                if (drop.value().getReason() != DropReason.ZERO_VARIANCE) {
                    continue;
                }
                if (settings.credit().advantage().zeroVariance() != ZeroVariance.DROP) {
                    findings.note("groups were dropped for want of variance by other settings; they are not judged");
                } else if (whole || !group.scores().isEmpty()) {
                    findings.examined();
                    examine(group.inTime(), GroupEvidence.indices(drop.value()), settings, findings);
                }
            }
        };
    }

    private static void examine(GroupEvidence group, List<Integer> indices, AuditSettings settings, Findings findings) {
        RewardTerms terms = settings.credit().reward();
        List<Map<String, Double>> components = new ArrayList<>();
        indices.forEach(index -> components.add(new TreeMap<>()));
        for (Map.Entry<String, Double> weight : terms.weights().entrySet()) {
            String scorer = weight.getKey();
            if (weight.getValue() == 0.0 || group.isAbstaining(scorer)) {
                continue;
            }
            for (int i = 0; i < indices.size(); i++) {
                OptionalDouble value = value(group, indices.get(i), scorer, settings);
                if (value.isPresent()) {
                    components.get(i).put(scorer, value.getAsDouble());
                }
            }
            boolean compared = components.stream().allMatch(each -> each.containsKey(scorer));
            if (terms.normalization() == Normalization.NORMALIZE_THEN_SUM && compared) {
                long different = components.stream()
                        .map(each -> each.get(scorer))
                        .distinct()
                        .count();
                if (different > 1) {
                    findings.breach(
                            group.id().value(),
                            "it was dropped for want of variance, but " + scorer + " said "
                                    + components.stream()
                                            .map(each -> each.get(scorer))
                                            .toList());
                }
            }
        }
        if (terms.normalization() == Normalization.SUM_THEN_NORMALIZE) {
            List<Double> sums = new ArrayList<>();
            components.forEach(each ->
                    sums.add(ExactGroup.weightedSum(each, terms.weights()).orElse(0.0)));
            if (sums.stream().anyMatch(sum -> !ExactGroup.isNear(sum, sums.get(0), 1e-6))) {
                findings.breach(group.id().value(), "it was dropped for want of variance, but its rewards are " + sums);
            }
        }
    }

    /** What a scorer's word enters a reward as; what stands in for one that failed or was waited for, where the policy says so. */
    private static OptionalDouble value(GroupEvidence group, int index, String scorer, AuditSettings settings) {
        LoggedScore said = group.verdict(index, scorer).orElse(null);
        Double value = said == null || said.outcome() != ScoreOutcome.SCORED ? null : said.value();
        if (value != null) {
            return OptionalDouble.of(settings.credit().reward().component(scorer, value));
        }
        boolean lacking = said != null || settings.required(group).contains(scorer);
        return lacking && settings.assembly().policy() == DeadlinePolicy.DEFAULT_VALUE
                ? OptionalDouble.of(settings.assembly().defaultValue())
                : OptionalDouble.empty();
    }
}
