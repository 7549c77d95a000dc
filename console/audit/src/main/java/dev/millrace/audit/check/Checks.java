package dev.millrace.audit.check;

import dev.millrace.audit.evidence.Evidence;
import java.util.ArrayList;
import java.util.List;

/** All checks, in the order of the promises. */
public final class Checks {

    private static final List<Check> ALL = List.of(
            new OneEnd(),
            new ClosedGroupsAccountForAll(),
            new TrainedOnce(),
            new ClosedOnce(),
            new TrueReferences(),
            new OwnScores(),
            new ClosedInTime(),
            new NoScoreMadeUp(),
            new LateScoresSetAside(),
            new AdvantagesCentred(),
            new AdvantagesRecomputed(),
            new DroppedWithoutVariance(),
            new BadRecordsSetAside(),
            new FiniteWeights(),
            new WholeWeights(),
            new WeightChain(),
            new BoundedStaleness(),
            new StepsFollowTheLog(),
            new LineagesFork(),
            new SameBits(),
            new OwnIds(),
            new RightNumbers());

    private Checks() {}

    /**
     * Runs all of them, in one pass over the groups.
     *
     * @param counting is shown each group as well
     */
    public static List<CheckResult> run(Evidence evidence, AuditSettings settings, Examination counting) {
        List<Findings> findings = ALL.stream().map(check -> new Findings()).toList();
        List<Examination> examinations = new ArrayList<>();
        for (int i = 0; i < ALL.size(); i++) {
            examinations.add(ALL.get(i).begin(evidence, settings, findings.get(i)));
        }
        examinations.add(counting);
        evidence.groups().forEach(group -> examinations.forEach(examination -> examination.group(group)));
        examinations.forEach(Examination::end);
        List<CheckResult> results = new ArrayList<>();
        for (int i = 0; i < ALL.size(); i++) {
            results.add(findings.get(i).result(ALL.get(i)));
        }
        return results;
    }
}
