package dev.millrace.replay.credit;

import dev.millrace.replay.exchange.InputException;
import dev.millrace.replay.exchange.InputGroup;
import dev.millrace.replay.exchange.LoggedExperience;
import dev.millrace.schemas.avro.CloseReason;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.log.GroupDigest;
import dev.millrace.schemas.packed.PackedInts;
import dev.millrace.schemas.provenance.CodeVersion;
import dev.millrace.streams.replay.GroupOutcome;
import dev.millrace.streams.replay.GroupReplay;
import dev.millrace.streams.reward.OutputKind;
import dev.millrace.streams.topology.InvalidRecordException;
import dev.millrace.streams.topology.Origin;
import java.util.HashMap;
import java.util.Map;

/** Gives groups the outcome that they have under other settings. Belongs to one thread. */
public final class Replay {

    private final ReplaySettings settings;
    private final Map<String, GroupReplay> byRun = new HashMap<>();

    public Replay(ReplaySettings settings) {
        this.settings = settings;
    }

    /**
     * What becomes of a group.
     *
     * @throws InputException naming the group, if it lacks a score or a time that is needed
     */
    public GroupOutcome outcome(InputGroup input) {
        LoggedGroup group = input.group();
        GroupReplay replay = byRun.computeIfAbsent(
                group.getRunId(),
                run -> new GroupReplay(
                        new RunId(run),
                        settings.assembly(),
                        settings.credit(),
                        new Origin(CodeVersion.current(), settings.runSeed())));
        try {
            GroupOutcome outcome =
                    settings.again() == ReplaySettings.Again.RERUN ? replay.rerun(group) : replay.settle(group);
            if (settings.missing() == ReplaySettings.Missing.ERROR && isForeign(group)) {
                outcome.drops().forEach(drop -> requireScores(input, drop));
            }
            return outcome;
        } catch (InvalidRecordException | IllegalArgumentException e) {
            throw new InputException(input.where() + ": " + e.getMessage(), e);
        }
    }

    /** The group with its new outcome, of the new run if there is one. */
    public LoggedGroup replay(InputGroup input) {
        GroupOutcome outcome = outcome(input);
        LoggedGroup group = input.group();
        Experience experience = outcome.experience();
        LoggedGroup settled = new LoggedGroup(
                group.getRunId(),
                group.getGroupId(),
                group.getGroupSize(),
                group.getTrajectories(),
                experience == null ? null : LoggedExperience.expanded(experience),
                experience == null ? null : group.getExperienceOffset(),
                outcome.drops(),
                "");
        return GroupDigest.sealed(settings.newRun() == null ? settled : RenamedRun.of(settled, settings.newRun()));
    }

    /** No run has settled it, and none is still about to: nothing says that a score is rightly missing. */
    private static boolean isForeign(LoggedGroup group) {
        Experience logged = group.getExperience();
        return group.getDrops().isEmpty()
                && (logged == null || logged.getClosed() == CloseReason.UNKNOWN)
                && group.getTrajectories().stream().allMatch(each -> each.getSource() == null);
    }

    private void requireScores(InputGroup input, Drop drop) {
        if (drop.getReason() != DropReason.MISSING_SCORE) {
            return;
        }
        PackedInts indices = PackedInts.view(drop.getIndices());
        for (int i = 0; i < indices.length(); i++) {
            int index = indices.at(i);
            for (LoggedTrajectory each : input.group().getTrajectories()) {
                if (each.getTrajectory().getIndex() == index) {
                    requireScores(input, each);
                }
            }
        }
    }

    private void requireScores(InputGroup input, LoggedTrajectory trajectory) {
        OutputKind kind = trajectory.getTrajectory().getFlow() == null ? OutputKind.TEXT : OutputKind.IMAGE;
        for (String scorer : settings.credit().reward().requiredScorers(kind)) {
            boolean spoke = trajectory.getScores().stream()
                    .anyMatch(score -> score.getScore().getScorer().equals(scorer));
            if (!spoke) {
                throw new InputException(input.where() + ": trajectories(index "
                        + trajectory.getTrajectory().getIndex() + ").scores." + scorer
                        + " is missing: null says that the scorer abstained; -s reward.weights." + scorer
                        + "=null does without it; --missing-scores policy drops as assembly.policy says");
            }
        }
    }
}
