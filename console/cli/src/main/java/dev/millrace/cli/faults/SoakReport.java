package dev.millrace.cli.faults;

import dev.millrace.audit.ReportJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/**
 * What became of a soak run: whether memory and state stay flat. The first third is warming up; what the last third takes
 * in the median must not exceed what the middle one takes by more than an allowance.
 *
 * @param seed of the run
 * @param samples in order
 * @param endedByThemselves processes that ended, with their last words; a flat run has none
 */
public record SoakReport(long seed, List<SoakSample> samples, Map<String, Integer> endedByThemselves) {

    /** Least number of samples of which a third says something. */
    private static final int LEAST = 9;

    private static final double ALLOWED_SHARE = 0.05;
    private static final long ALLOWED_MEMORY_KIB = 8 * 1024;
    private static final long ALLOWED_STATE_KIB = 4 * 1024;

    public SoakReport {
        samples = List.copyOf(samples);
        endedByThemselves = Map.copyOf(endedByThemselves);
    }

    /**
     * One quantity over time.
     *
     * @param middleKiB median of the middle third
     * @param lastKiB median of the last third
     * @param mostKiB its maximum
     * @param allowedKiB how much the last may exceed the middle one
     */
    public record Course(long middleKiB, long lastKiB, long mostKiB, long allowedKiB) {

        /** Whether it stays where it was. */
        public boolean isFlat() {
            return lastKiB - middleKiB <= allowedKiB;
        }
    }

    /** Memory by process, and the state of the streams. */
    public Map<String, Course> courses() {
        Map<String, Course> courses = new TreeMap<>();
        if (samples.size() < LEAST) {
            return courses;
        }
        TreeSet<String> names = new TreeSet<>();
        samples.forEach(sample -> names.addAll(sample.residentKiB().keySet()));
        for (String name : names) {
            courses.put(
                    "memory of " + name,
                    course(sample -> sample.residentKiB().getOrDefault(name, 0L), ALLOWED_MEMORY_KIB));
        }
        courses.put("state of streams", course(SoakSample::stateKiB, ALLOWED_STATE_KIB));
        return courses;
    }

    /** Whether everything stayed flat, nothing ended, and the run went on to its end. */
    public boolean holds() {
        Map<String, Course> courses = courses();
        return !courses.isEmpty()
                && courses.values().stream().allMatch(Course::isFlat)
                && endedByThemselves.isEmpty()
                && stepsInTheLastThird() > 0;
    }

    /** Training steps that were made in the last third. */
    public int stepsInTheLastThird() {
        return samples.isEmpty()
                ? 0
                : samples.get(samples.size() - 1).step()
                        - samples.get(samples.size() * 2 / 3).step();
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT, "%-22s %12s %12s %12s %10s", "KiB", "middle third", "last third", "most", "allowed"));
        courses()
                .forEach((name, course) -> lines.add(String.format(
                        Locale.ROOT,
                        "%-22s %12d %12d %12d %+10d  %s",
                        name,
                        course.middleKiB(),
                        course.lastKiB(),
                        course.mostKiB(),
                        course.allowedKiB(),
                        course.isFlat() ? "flat" : "GROWS")));
        if (samples.size() < LEAST) {
            lines.add("only " + samples.size() + " samples: too few to say anything");
        }
        lines.add(stepsInTheLastThird() + " training steps in the last third");
        endedByThemselves.forEach((what, times) -> lines.add("ended by itself, " + times + " times: " + what));
        return lines;
    }

    public String toJson() {
        return ReportJson.of(this);
    }

    private Course course(ToLongFunction<SoakSample> of, long least) {
        long[] all = samples.stream().mapToLong(of).toArray();
        int third = all.length / 3;
        long middle = median(Arrays.copyOfRange(all, third, 2 * third));
        return new Course(
                middle,
                median(Arrays.copyOfRange(all, all.length - third, all.length)),
                Arrays.stream(all).max().orElse(0),
                Math.max(least, (long) (ALLOWED_SHARE * middle)));
    }

    private static long median(long[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
