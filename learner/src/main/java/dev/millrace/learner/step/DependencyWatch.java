package dev.millrace.learner.step;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks out for dependency hacking: a policy that is paid for tokens that depend on the image may learn to depend on it
 * without being right more often. It compares the two halves of a window of steps; there is an alarm while the mean of S
 * has grown by a quarter and by more than its noise, and the reward has not grown by more than its noise.
 *
 * <p>It changes nothing of the training. A restarted learner begins with an empty window. Belongs to one thread.
 */
public final class DependencyWatch {

    /** Set to 1 while there is an alarm, to 0 where there is none. */
    public static final String ALARM = "alarm/dependency_hacking";

    private static final Logger log = LoggerFactory.getLogger(DependencyWatch.class);
    private static final int WINDOW = 40;
    private static final double GROWTH = 1.25;

    private final Deque<Point> window = new ArrayDeque<>();
    private boolean raised;

    private record Point(double dependency, double reward) {}

    /** Takes the metrics of a step, and adds the alarm to them once the window is full. */
    public void observe(Map<String, Double> metrics) {
        Double dependency = metrics.get(CreditMetrics.STRONG_MEAN);
        Double reward = metrics.get("reward");
        if (dependency == null || reward == null) {
            return;
        }
        window.addLast(new Point(dependency, reward));
        if (window.size() > WINDOW) {
            window.removeFirst();
        }
        if (window.size() == WINDOW) {
            judge(metrics);
        }
    }

    private void judge(Map<String, Double> metrics) {
        Half dependencyBefore = new Half();
        Half dependencyAfter = new Half();
        Half rewardBefore = new Half();
        Half rewardAfter = new Half();
        Iterator<Point> points = window.iterator();
        for (int i = 0; i < WINDOW; i++) {
            Point point = points.next();
            (i < WINDOW / 2 ? dependencyBefore : dependencyAfter).add(point.dependency());
            (i < WINDOW / 2 ? rewardBefore : rewardAfter).add(point.reward());
        }
        boolean grows = dependencyAfter.mean() > GROWTH * dependencyBefore.mean()
                && Half.isAbove(dependencyBefore, dependencyAfter);
        boolean hacking = grows && !Half.isAbove(rewardBefore, rewardAfter);
        metrics.put(ALARM, hacking ? 1.0 : 0.0);
        if (hacking && !raised) {
            log.atWarn()
                    .addKeyValue("dependency_before", dependencyBefore.mean())
                    .addKeyValue("dependency_after", dependencyAfter.mean())
                    .addKeyValue("reward_before", rewardBefore.mean())
                    .addKeyValue("reward_after", rewardAfter.mean())
                    .addKeyValue("steps", WINDOW)
                    .log("visual dependency grows and reward does not: look at the responses for dependency hacking");
        }
        raised = hacking;
    }

    /** Mean and noise of half a window. */
    private static final class Half {

        private static final int SIZE = WINDOW / 2;
        private double sum;
        private double squares;

        void add(double value) {
            sum += value;
            squares += value * value;
        }

        double mean() {
            return sum / SIZE;
        }

        double squaredError() {
            return Math.max(0, squares / SIZE - mean() * mean()) / (SIZE - 1);
        }

        /** Whether the later half is above the earlier one by two standard errors of their difference. */
        static boolean isAbove(Half before, Half after) {
            return after.mean() - before.mean() > 2 * Math.sqrt(before.squaredError() + after.squaredError());
        }
    }
}
