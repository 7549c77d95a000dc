package dev.millrace.replay.credit;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.id.RunId;

/** A group as one of another run: its id keeps what follows the run, and so still names the prompt. Pure. */
final class RenamedRun {

    private final String run;
    private final String group;

    private RenamedRun(String run, String group) {
        this.run = run;
        this.group = group;
    }

    static LoggedGroup of(LoggedGroup logged, RunId run) {
        String old = logged.getRunId() + "/";
        String id = logged.getGroupId();
        String rest = id.startsWith(old) ? id.substring(old.length()) : id;
        return new RenamedRun(run.value(), run.value() + "/" + rest).rename(logged);
    }

    private LoggedGroup rename(LoggedGroup logged) {
        Experience experience = logged.getExperience();
        return new LoggedGroup(
                run,
                group,
                logged.getGroupSize(),
                logged.getTrajectories().stream().map(this::rename).toList(),
                experience == null
                        ? null
                        : Experience.newBuilder(experience)
                                .setRunId(run)
                                .setGroupId(group)
                                .build(),
                logged.getExperienceOffset(),
                logged.getDrops().stream()
                        .map(drop -> Drop.newBuilder(drop)
                                .setRunId(run)
                                .setGroupId(group)
                                .build())
                        .toList(),
                "");
    }

    private LoggedTrajectory rename(LoggedTrajectory logged) {
        Trajectory trajectory = logged.getTrajectory();
        return new LoggedTrajectory(
                Trajectory.newBuilder(trajectory)
                        .setRunId(run)
                        .setGroupId(group)
                        .setPrompt(Prompt.newBuilder(trajectory.getPrompt())
                                .setRunId(run)
                                .build())
                        .build(),
                logged.getSource(),
                logged.getScores().stream()
                        .map(score -> new LoggedScore(
                                Score.newBuilder(score.getScore())
                                        .setRunId(run)
                                        .setGroupId(group)
                                        .build(),
                                score.getLate()))
                        .toList());
    }
}
