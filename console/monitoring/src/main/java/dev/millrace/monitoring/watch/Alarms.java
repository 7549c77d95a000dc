package dev.millrace.monitoring.watch;

import dev.millrace.monitoring.monitor.Alarm;
import dev.millrace.monitoring.monitor.Alarm.Kind;
import dev.millrace.monitoring.monitor.Several;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells what is wrong with a run. Pure.
 *
 * @param groupDeadline a group older than this, and half as much again, should have been closed
 * @param quiet a run with work to do and no new weights for so long stands still
 */
public record Alarms(Duration groupDeadline, Duration quiet) {

    /** Two minutes without new weights; the deadline is that of the assembly. */
    public static Alarms of(Duration groupDeadline) {
        return new Alarms(groupDeadline, Duration.ofMinutes(2));
    }

    /** What is wrong; of a run that is over only what has made it wrong, since nothing is waited for any more. */
    public List<Alarm> of(Overview run) {
        List<Alarm> alarms = new ArrayList<>();
        if (run.accounting().doubled() > 0) {
            alarms.add(new Alarm(
                    Kind.IMBALANCE,
                    Several.were(run.accounting().doubled(), "trajectory", "trajectories")
                            + " trained or dropped a second time"));
        }
        if (run.accounting().unmatched() > run.accounting().published() / 10 + 100) {
            alarms.add(new Alarm(
                    Kind.IMBALANCE,
                    Several.were(run.accounting().unmatched(), "trajectory", "trajectories")
                            + " settled that nobody published"));
        }
        if (run.state().isOver()) {
            return List.copyOf(alarms);
        }
        run.oldest().stream().findFirst().ifPresent(group -> oldest(group, run.at(), alarms));
        run.newest().ifPresent(step -> weights(step, run, alarms));
        run.workers().stream()
                .filter(WorkerRow::isStale)
                .forEach(worker -> alarms.add(new Alarm(Kind.WEIGHTS_NOT_TAKEN, notTaken(worker))));
        if (run.deadLetters() > 0) {
            alarms.add(new Alarm(
                    Kind.DEAD_LETTERS,
                    Several.were(run.deadLetters(), "record", "records") + " set aside; see Health for the cause"));
        }
        if (run.refused() > 0) {
            alarms.add(new Alarm(
                    Kind.NON_FINITE,
                    Several.were(run.refused(), "step", "steps") + " refused because the update was not finite"));
        }
        run.newest().ifPresent(step -> mismatch(step, alarms));
        run.scorers().forEach((name, count) -> {
            if (name.endsWith("/failed")) {
                alarms.add(new Alarm(
                        Kind.SCORER_FAILURES,
                        "scorer " + name.substring(0, name.length() - "/failed".length()) + " failed "
                                + Several.of(count, "time", "times")));
            }
        });
        return List.copyOf(alarms);
    }

    private void oldest(OpenGroup group, Instant now, List<Alarm> alarms) {
        Duration age = Duration.between(group.since(), now);
        if (age.compareTo(groupDeadline.multipliedBy(3).dividedBy(2)) > 0) {
            String waits = group.missing().isEmpty()
                    ? "the streams"
                    : String.join(", ", group.missing().keySet());
            alarms.add(new Alarm(
                    Kind.OLDEST_OPEN_GROUP,
                    "group " + group.id() + " is open for " + seconds(age) + " and waits for " + waits));
        }
    }

    private void weights(StepRow step, Overview run, List<Alarm> alarms) {
        Duration age = Duration.between(step.at(), run.at());
        if (age.compareTo(quiet) > 0 && run.accounting().pending() > 0) {
            alarms.add(new Alarm(
                    Kind.NO_NEW_WEIGHTS,
                    "no new weights for " + seconds(age) + ", while "
                            + Several.are(run.accounting().pending(), "trajectory", "trajectories") + " pending"));
        }
    }

    private static void mismatch(StepRow step, List<Alarm> alarms) {
        if (step.metrics().getOrDefault("alarm/mismatch", 0.0) > 0) {
            alarms.add(new Alarm(
                    Kind.MISMATCH,
                    String.format(
                            Locale.ROOT,
                            "samplers and learner differ by %.3g nats a token on the same weights, more than"
                                    + " learner.mismatch.threshold: compare precision, template, image sizes and versions",
                            step.metrics().getOrDefault("mismatch/k3", Double.NaN))));
        }
    }

    private static String notTaken(WorkerRow worker) {
        return "worker " + worker.name() + " samples with version " + worker.version() + ", " + worker.behind()
                + " behind the newest, which is too old to be trained: it refuses newer ones, or takes too long;"
                + " its log says which";
    }

    private static String seconds(Duration age) {
        long seconds = age.toSeconds();
        return seconds < 120 ? seconds + " s" : String.format(Locale.ROOT, "%d min", seconds / 60);
    }
}
