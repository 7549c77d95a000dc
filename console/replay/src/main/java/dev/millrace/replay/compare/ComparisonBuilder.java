package dev.millrace.replay.compare;

import dev.millrace.replay.compare.Comparison.Mass;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.replay.GroupOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Takes the outcomes of groups under A and B, one group after the other. Belongs to one thread. */
public final class ComparisonBuilder {

    private static final String NO_CATEGORY = "other";
    private static final int SHOWN_DIGITS = 12;

    private final int kept;
    private final PriorityQueue<GroupDifference> differing =
            new PriorityQueue<>(Comparator.comparingDouble(GroupDifference::distance));
    private final Series rewardsA = new Series();
    private final Series rewardsB = new Series();
    private final Series advantagesA = new Series();
    private final Series advantagesB = new Series();
    private final TreeMap<String, Mass> mass = new TreeMap<>();
    private long groups;
    private long onlyA;
    private long onlyB;
    private long signFlips;
    private long signsGained;
    private long signsLost;
    private long zeroVarianceA;
    private long zeroVarianceB;
    private double tokenDistance;
    private long tokens;

    /** @param kept how many of the groups that differ most are kept */
    public ComparisonBuilder(int kept) {
        this.kept = kept;
    }

    /** Another group. */
    public void add(LoggedGroup group, GroupOutcome a, GroupOutcome b) {
        groups++;
        Map<Integer, ExperienceTrajectory> underA = credited(a.experience());
        Map<Integer, ExperienceTrajectory> underB = credited(b.experience());
        zeroVarianceA += isConstant(a.experience());
        zeroVarianceB += isConstant(b.experience());
        String category =
                group.getTrajectories().get(0).getTrajectory().getPrompt().getCategory();
        List<GroupDifference.Response> responses = new ArrayList<>();
        double distance = 0;
        for (LoggedTrajectory each : group.getTrajectories()) {
            int index = each.getTrajectory().getIndex();
            ExperienceTrajectory inA = underA.get(index);
            ExperienceTrajectory inB = underB.get(index);
            mass.merge(category == null ? NO_CATEGORY : category, new Mass(mass(inA), mass(inB)), Mass::plus);
            onlyA += inA != null && inB == null ? 1 : 0;
            onlyB += inA == null && inB != null ? 1 : 0;
            if (inA != null && inB != null) {
                pair(inA, inB);
            }
            distance += Math.abs(advantage(inA) - advantage(inB));
            responses.add(new GroupDifference.Response(
                    index,
                    shown(each.getTrajectory()),
                    inA == null ? 0 : inA.getReward(),
                    inB == null ? 0 : inB.getReward(),
                    advantage(inA),
                    advantage(inB)));
        }
        keep(group, distance, responses);
    }

    private void pair(ExperienceTrajectory a, ExperienceTrajectory b) {
        rewardsA.add(a.getReward());
        rewardsB.add(b.getReward());
        advantagesA.add(a.getAdvantage());
        advantagesB.add(b.getAdvantage());
        double signA = Math.signum(a.getAdvantage());
        double signB = Math.signum(b.getAdvantage());
        signFlips += signA * signB < 0 ? 1 : 0;
        signsGained += signA == 0 && signB != 0 ? 1 : 0;
        signsLost += signA != 0 && signB == 0 ? 1 : 0;
        for (int t = 0; t < a.getLength(); t++) {
            tokenDistance += Math.abs(token(a, t) - token(b, t));
        }
        tokens += a.getLength();
    }

    private void keep(LoggedGroup group, double distance, List<GroupDifference.Response> responses) {
        GroupDifference least = differing.peek();
        if (distance == 0 || (differing.size() == kept && least != null && least.distance() >= distance)) {
            return;
        }
        differing.add(new GroupDifference(
                group.getGroupId(),
                distance,
                group.getTrajectories().get(0).getTrajectory().getPrompt().getText(),
                responses));
        if (differing.size() > kept) {
            differing.remove();
        }
    }

    /** The comparison of all groups so far. */
    public Comparison build() {
        List<GroupDifference> most = new ArrayList<>(differing);
        most.sort(Comparator.comparingDouble(GroupDifference::distance)
                .reversed()
                .thenComparing(GroupDifference::groupId));
        return new Comparison(
                groups,
                rewardsA.size(),
                onlyA,
                onlyB,
                correlation(rewardsA, rewardsB),
                correlation(advantagesA, advantagesB),
                tokens == 0 ? 0 : tokenDistance / tokens,
                signFlips,
                signsGained,
                signsLost,
                zeroVarianceA,
                zeroVarianceB,
                mass,
                most);
    }

    /** Advantages under A, in the order of the log, of what both train. */
    double[] advantagesA() {
        return advantagesA.toArray();
    }

    double[] advantagesB() {
        return advantagesB.toArray();
    }

    private static @Nullable Double correlation(Series a, Series b) {
        double correlation = RankCorrelation.of(a.toArray(), b.toArray());
        return Double.isNaN(correlation) ? null : (Double) correlation;
    }

    private static Map<Integer, ExperienceTrajectory> credited(@Nullable Experience experience) {
        Map<Integer, ExperienceTrajectory> byIndex = new HashMap<>();
        if (experience != null) {
            experience.getTrajectories().forEach(each -> byIndex.put(each.getIndex(), each));
        }
        return byIndex;
    }

    private static int isConstant(@Nullable Experience experience) {
        return experience != null && experience.getRewardStd() == 0 ? 1 : 0;
    }

    private static double advantage(@Nullable ExperienceTrajectory trajectory) {
        return trajectory == null ? 0 : trajectory.getAdvantage();
    }

    private static double mass(@Nullable ExperienceTrajectory trajectory) {
        double sum = 0;
        for (int t = 0; trajectory != null && t < trajectory.getLength(); t++) {
            sum += Math.abs(token(trajectory, t));
        }
        return sum;
    }

    private static String shown(Trajectory trajectory) {
        return trajectory.getImage() == null
                ? trajectory.getText()
                : String.format(
                        Locale.ROOT,
                        "image %." + SHOWN_DIGITS + "s",
                        trajectory.getImage().getSha256());
    }

    private static double token(ExperienceTrajectory trajectory, int t) {
        return trajectory.getTokenAdvantages() == null
                ? (float) trajectory.getAdvantage()
                : PackedFloats.view(trajectory.getTokenAdvantages()).at(t);
    }
}
