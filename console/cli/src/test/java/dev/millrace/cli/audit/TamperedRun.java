package dev.millrace.cli.audit;

import dev.millrace.audit.check.Breach;
import dev.millrace.audit.check.CheckResult;
import dev.millrace.cli.audit.LoggedRun.At;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.WeightRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A logged run to tamper with, and what an audit names of it. */
abstract class TamperedRun {

    LoggedRun run = LoggedRun.sound();

    static String id(int group, int index) {
        return LoggedRun.group(group) + "#" + index;
    }

    /** The broken checks, and the ids that each names. */
    final Map<String, List<String>> broken() {
        Map<String, List<String>> broken = new HashMap<>();
        for (CheckResult check : run.audit().checks()) {
            if (!check.holds()) {
                broken.put(
                        check.name(), check.breaches().stream().map(Breach::id).toList());
            }
        }
        return broken;
    }

    static boolean isOf(At<WeightRecord> at, int version) {
        return at.key().startsWith(LoggedRun.RUN + "/" + version + "/");
    }

    static <T> void change(List<At<T>> topic, int at, UnaryOperator<T> change) {
        At<T> before = topic.get(at);
        topic.set(at, new At<>(before.partition(), before.offset(), before.key(), change.apply(before.value())));
    }

    void changeSurvivor(int group, int at, UnaryOperator<ExperienceTrajectory> change) {
        change(run.experience, group, experience -> {
            List<ExperienceTrajectory> survivors = new ArrayList<>(experience.getTrajectories());
            survivors.set(at, change.apply(survivors.get(at)));
            return Experience.newBuilder(experience).setTrajectories(survivors).build();
        });
    }
}
