package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records of groups for tests of their table. */
final class GroupRows {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private GroupRows() {}

    static String id(int number) {
        return "run/0/" + number;
    }

    /** A group of four that closed {@code number} seconds after the beginning, with these rewards, one for each that is left. */
    static Experience experience(int number, String category, int version, double... rewards) {
        List<ExperienceTrajectory> survivors = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < rewards.length; i++) {
            sum += rewards[i];
            survivors.add(ExperienceTrajectory.newBuilder()
                    .setIndex(i)
                    .setSource(new LogPosition(0, number * 4L + i))
                    .setLength(3)
                    .setMinVersion(version - 1)
                    .setMaxVersion(version)
                    .setComponents(
                            i == 0 ? Map.of("accuracy", rewards[i]) : Map.of("accuracy", rewards[i], "format", 1.0))
                    .setReward(rewards[i])
                    .setAdvantage(0)
                    .build());
        }
        double mean = sum / rewards.length;
        double squares = 0;
        for (double reward : rewards) {
            squares += (reward - mean) * (reward - mean);
        }
        return Experience.newBuilder()
                .setRunId("run")
                .setGroupId(id(number))
                .setPromptId("p" + number % 3)
                .setCategory(category)
                .setGroupSize(4)
                .setTrajectories(survivors)
                .setClosed(number % 5 == 4 ? CloseReason.DEADLINE : CloseReason.COMPLETE)
                .setEstimator("grpo")
                .setReshaper("none")
                .setRewardMean(mean)
                .setRewardStd(Math.sqrt(squares / Math.max(1, rewards.length - 1)))
                .setOpenedAt(BEGIN.plusSeconds(number - 1))
                .setClosedAt(BEGIN.plusSeconds(number))
                .build();
    }

    static Drop drop(int number, DropReason reason, String detail, boolean whole, int... indices) {
        return Drop.newBuilder()
                .setRunId("run")
                .setGroupId(id(number))
                .setIndices(PackedInts.of(indices).bytes())
                .setWholeGroup(whole)
                .setReason(reason)
                .setDetail(detail)
                .setDroppedBy("streams")
                .setDroppedAt(BEGIN.plusSeconds(number))
                .build();
    }

    static Prompt prompt(int number, Task task, String text) {
        return Prompt.newBuilder()
                .setRunId("run")
                .setPromptId("p" + number % 3)
                .setTask(task)
                .setText(text)
                .setCategory("asked")
                .build();
    }
}
