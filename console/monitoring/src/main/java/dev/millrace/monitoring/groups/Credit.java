package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.packed.PackedFloats;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the streams made of a group, in the numbers of a row.
 *
 * @param offset of its record on the topic of experience, which has one partition
 * @param byDeadline whether it was closed with what it had
 * @param rewards by index; not a number where there is no such trajectory among the survivors
 * @param mean of the rewards
 * @param spread their standard deviation
 * @param right trajectories that got full marks from the scorer that says whether an answer is right; −1 where none does
 * @param means mean score by scorer, of those that it scored
 * @param silent scorers without a score for some of the survivors that others of the group have: it abstained there
 * @param minVersion oldest policy version among the tokens
 * @param maxVersion newest
 */
public record Credit(
        long offset,
        boolean byDeadline,
        PackedFloats rewards,
        int survivors,
        double mean,
        double spread,
        int right,
        Map<String, Double> means,
        List<String> silent,
        int minVersion,
        int maxVersion) {

    /** A group has no more than these; a record that says otherwise is shown without the rest. */
    private static final int MOST_TRAJECTORIES = 1_024;

    private static final double FULL_MARKS = 1 - 1e-6;

    /** Says of a drawn image whether it is as it was asked for. */
    private static final String INSTRUCTION = "instruction";

    /** @param headline the scorer that says whether an answer is right */
    static Credit of(Experience experience, long offset, String headline) {
        List<ExperienceTrajectory> survivors = experience.getTrajectories();
        float[] rewards = new float[Math.max(0, Math.min(MOST_TRAJECTORIES, experience.getGroupSize()))];
        Arrays.fill(rewards, Float.NaN);
        Map<String, double[]> sums = new TreeMap<>();
        int oldest = Integer.MAX_VALUE;
        int newest = 0;
        for (ExperienceTrajectory survivor : survivors) {
            if (survivor.getIndex() >= 0 && survivor.getIndex() < rewards.length) {
                rewards[survivor.getIndex()] = (float) survivor.getReward();
            }
            oldest = Math.min(oldest, survivor.getMinVersion());
            newest = Math.max(newest, survivor.getMaxVersion());
            survivor.getComponents().forEach((scorer, value) -> {
                double[] sum = sums.computeIfAbsent(scorer, name -> new double[2]);
                sum[0] += value;
                sum[1]++;
            });
        }
        Map<String, Double> means = new TreeMap<>();
        sums.forEach((scorer, sum) -> means.put(scorer, sum[0] / sum[1]));
        return new Credit(
                offset,
                experience.getClosed() == CloseReason.DEADLINE,
                PackedFloats.of(rewards),
                survivors.size(),
                experience.getRewardMean(),
                experience.getRewardStd(),
                right(survivors, sums.containsKey(headline) ? headline : INSTRUCTION),
                Map.copyOf(means),
                sums.entrySet().stream()
                        .filter(sum -> sum.getValue()[1] < survivors.size())
                        .map(Map.Entry::getKey)
                        .toList(),
                survivors.isEmpty() ? 0 : oldest,
                newest);
    }

    private static int right(List<ExperienceTrajectory> survivors, String scorer) {
        List<Double> marks = survivors.stream()
                .filter(survivor -> survivor.getComponents().containsKey(scorer))
                .map(survivor -> survivor.getComponents().get(scorer))
                .toList();
        return marks.isEmpty()
                ? -1
                : (int) marks.stream().filter(mark -> mark >= FULL_MARKS).count();
    }
}
