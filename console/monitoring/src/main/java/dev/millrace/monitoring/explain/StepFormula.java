package dev.millrace.monitoring.explain;

import dev.millrace.schemas.avro.ExperienceTrajectory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * How a metric of a step is made of the experience that it trained: the learner's definitions, said and calculated once
 * more. Pure.
 *
 * @param words the formula
 * @param each what it takes of a group's record, for a reader
 * @param value of it; empty where the records leave it open
 */
record StepFormula(String words, Function<PlacedGroup, String> each, Function<StepRecords, OptionalDouble> value) {

    private static final String SCORER_MEAN = "rewards/(.+)/mean";
    private static final String SCORER_STD = "rewards/(.+)/std";

    private static final Map<String, StepFormula> BY_NAME = Map.of(
            "reward",
            mean("mean of reward over the trajectories that the step trained", ExperienceTrajectory::getReward),
            "reward_std",
            groups(
                    "mean of reward_std over the groups that the step trained",
                    group -> "reward_std " + group.experience().getRewardStd(),
                    group -> group.experience().getRewardStd()),
            "frac_reward_zero_std",
            groups(
                    "groups whose reward_std is 0, divided by the groups that the step trained",
                    group -> "reward_std " + group.experience().getRewardStd(),
                    group -> group.experience().getRewardStd() == 0 ? 1 : 0),
            "batch/groups",
            new StepFormula(
                    "groups of which the step trained something",
                    group -> group.trained().size() + " trained",
                    found -> OptionalDouble.of(found.step().getGroups().size())),
            "batch/trajectories",
            new StepFormula(
                    "trajectories that the step trained, of all its groups",
                    group -> group.trained().size() + " trained",
                    found -> OptionalDouble.of(found.groups().stream()
                            .mapToInt(group -> group.trained().size())
                            .sum())),
            "staleness/avg",
            new StepFormula(
                    "mean of (step − 1 − min_version) over the trajectories that the step trained: its batch trains"
                            + " the weights that the step before has made",
                    StepFormula::versions,
                    found -> ages(found).average()),
            "staleness/max",
            new StepFormula(
                    "the largest (step − 1 − min_version) of the trajectories that the step trained",
                    StepFormula::versions,
                    found -> ages(found).max()),
            "text/reward",
            ofOneTask("batch/images", "mean of reward over the answers that the step trained"),
            "drawing/reward",
            ofOneTask("batch/tokens", "mean of reward over the images that the step trained"),
            "completions/mean_length",
            new StepFormula(
                    "mean of length over the answers that the step trained",
                    group -> list(group, trajectory -> trajectory.getLength()),
                    found -> found.step().getMetrics().containsKey("batch/images")
                            ? OptionalDouble.empty()
                            : trained(found).stream()
                                    .mapToDouble(ExperienceTrajectory::getLength)
                                    .average()));

    /** The formula of a metric, if it is made of experience alone. */
    static Optional<StepFormula> of(String metric) {
        StepFormula known = BY_NAME.get(metric);
        if (known != null) {
            return Optional.of(known);
        }
        if (metric.matches(SCORER_MEAN)) {
            return Optional.of(scorer(metric.replaceFirst(SCORER_MEAN, "$1"), "mean", StepFormula::mean));
        }
        if (metric.matches(SCORER_STD)) {
            return Optional.of(
                    scorer(metric.replaceFirst(SCORER_STD, "$1"), "sample standard deviation", StepFormula::deviation));
        }
        return Optional.empty();
    }

    private static StepFormula mean(String words, ToDoubleFunction<ExperienceTrajectory> of) {
        return new StepFormula(words, group -> "reward " + list(group, of), found -> trained(found).stream()
                .mapToDouble(of)
                .average());
    }

    private static StepFormula groups(
            String words, Function<PlacedGroup, String> each, ToDoubleFunction<PlacedGroup> of) {
        return new StepFormula(
                words, each, found -> found.groups().stream().mapToDouble(of).average());
    }

    /** Experience does not say whether a trajectory is an answer or an image; a step of one task needs no such word. */
    private static StepFormula ofOneTask(String other, String words) {
        return new StepFormula(
                words,
                group -> "reward " + list(group, ExperienceTrajectory::getReward),
                found -> found.step().getMetrics().containsKey(other)
                        ? OptionalDouble.empty()
                        : trained(found).stream()
                                .mapToDouble(ExperienceTrajectory::getReward)
                                .average());
    }

    private static StepFormula scorer(String name, String of, Function<double[], OptionalDouble> value) {
        return new StepFormula(
                of + " of what " + name
                        + " said of the trajectories that the step trained; those it abstained from do not" + " count",
                group -> name + " " + list(group, each -> each.getComponents().getOrDefault(name, Double.NaN)),
                found -> value.apply(trained(found).stream()
                        .filter(each -> each.getComponents().containsKey(name))
                        .mapToDouble(each -> each.getComponents().getOrDefault(name, 0.0))
                        .toArray()));
    }

    private static OptionalDouble mean(double[] values) {
        return Arrays.stream(values).average();
    }

    /** With n − 1; 0 of a single value, as the learner has it. */
    private static OptionalDouble deviation(double[] values) {
        OptionalDouble mean = mean(values);
        if (mean.isEmpty() || values.length < 2) {
            return mean.isEmpty() ? mean : OptionalDouble.of(0);
        }
        double squares = Arrays.stream(values)
                .map(value -> (value - mean.getAsDouble()) * (value - mean.getAsDouble()))
                .sum();
        return OptionalDouble.of(Math.sqrt(squares / (values.length - 1)));
    }

    private static List<ExperienceTrajectory> trained(StepRecords found) {
        return found.groups().stream()
                .flatMap(group -> group.trained().stream())
                .toList();
    }

    /** Empty after a rewind: how many steps lie between two versions is then a question of lineages. */
    private static DoubleStream ages(StepRecords found) {
        int before = found.step().getStep() - 1;
        return found.step().getLineage() > 0
                ? DoubleStream.empty()
                : trained(found).stream().mapToDouble(each -> before - each.getMinVersion());
    }

    private static String versions(PlacedGroup group) {
        return "min_version " + list(group, ExperienceTrajectory::getMinVersion);
    }

    private static String list(PlacedGroup group, ToDoubleFunction<ExperienceTrajectory> of) {
        return group.trained().stream()
                .map(each -> figure(of.applyAsDouble(each)))
                .reduce((one, other) -> one + ", " + other)
                .orElse("none");
    }

    private static String figure(double value) {
        return Double.isNaN(value)
                ? "–"
                : value == Math.rint(value) && Math.abs(value) < 1e9 ? String.valueOf((long) value) : rounded(value);
    }

    private static String rounded(double value) {
        return new BigDecimal(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
