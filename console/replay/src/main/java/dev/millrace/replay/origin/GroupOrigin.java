package dev.millrace.replay.origin;

import static dev.millrace.replay.origin.CheckpointOrigin.line;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.packed.PackedInts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a group says of its making. Pure. */
public final class GroupOrigin {

    private GroupOrigin() {}

    public static List<String> lines(LoggedGroup group) {
        List<String> lines = new ArrayList<>();
        Prompt prompt = group.getTrajectories().get(0).getTrajectory().getPrompt();
        lines.add("group " + group.getGroupId());
        lines.add(line("run", group.getRunId()));
        lines.add(line("prompt", prompt.getPromptId() + ": " + flat(prompt.getText())));
        if (prompt.getReference() != null) {
            lines.add(line("reference", prompt.getReference()));
        }
        prompt.getImages().forEach(image -> lines.add(line("image", image.getSha256())));
        lines.add(line("trajectories", group.getTrajectories().size() + " of " + group.getGroupSize()));
        Experience experience = group.getExperience();
        if (experience != null) {
            experience(lines, experience, group.getExperienceOffset());
        }
        for (Drop drop : group.getDrops()) {
            lines.add(line(
                    "dropped",
                    PackedInts.view(drop.getIndices()) + " by " + drop.getDroppedBy() + ": "
                            + drop.getReason().name().toLowerCase(Locale.ROOT) + ", " + drop.getDetail()));
        }
        for (LoggedTrajectory each : group.getTrajectories()) {
            trajectory(lines, each, credit(experience, each.getTrajectory().getIndex()));
        }
        return lines;
    }

    private static void experience(List<String> lines, Experience experience, @Nullable Long offset) {
        lines.add(line(
                "closed",
                experience.getClosed().name().toLowerCase(Locale.ROOT) + " at " + experience.getClosedAt()
                        + ", opened at " + experience.getOpenedAt()));
        lines.add(line("estimator, reshaper", experience.getEstimator() + ", " + experience.getReshaper()));
        lines.add(line("config digest", orUnknown(experience.getConfigDigest())));
        lines.add(line("code version", orUnknown(experience.getCodeVersion())));
        lines.add(line(
                "run seed",
                experience.getRunSeed() == null
                        ? "unknown"
                        : experience.getRunSeed().toString()));
        lines.add(line("experience offset", offset == null ? "none" : offset.toString()));
        lines.add(line("reward", "mean " + experience.getRewardMean() + ", deviation " + experience.getRewardStd()));
    }

    private static void trajectory(List<String> lines, LoggedTrajectory logged, @Nullable ExperienceTrajectory credit) {
        Trajectory trajectory = logged.getTrajectory();
        LogPosition source = logged.getSource();
        lines.add("trajectory " + trajectory.getIndex() + ": " + flat(trajectory.getText()));
        lines.add(line(
                "at",
                source == null ? "no topic" : "partition " + source.getPartition() + ", offset " + source.getOffset()));
        lines.add(line(
                "sampled",
                trajectory.getSampledAt() + " by " + orUnknown(trajectory.getWorker()) + ", seed "
                        + trajectory.getSeed() + ", temperature " + trajectory.getTemperature()));
        lines.add(line("policy versions", versions(trajectory)));
        if (trajectory.getImage() != null) {
            lines.add(line("drawn image", trajectory.getImage().getSha256()));
        }
        if (trajectory.getFlow() != null) {
            lines.add(line("drawn in", steps(trajectory, trajectory.getFlow())));
            lines.add(line("autoencoder", orUnknown(trajectory.getFlow().getAutoencoderDigest())));
        }
        for (LoggedScore each : logged.getScores()) {
            Score score = each.getScore();
            lines.add(line(
                    "score of " + score.getScorer(),
                    said(score) + ", version "
                            + orUnknown(score.getScorerVersion())
                            + (score.getRefereeDigest() == null ? "" : ", referee " + score.getRefereeDigest())
                            + (each.getLate() ? ", too late" : "")));
        }
        if (credit != null) {
            lines.add(line(
                    "reward, advantage",
                    credit.getReward() + " of " + new TreeMap<>(credit.getComponents()) + ", "
                            + credit.getAdvantage()));
        }
    }

    private static String steps(Trajectory trajectory, FlowTrace flow) {
        int all = flow.getTimes().remaining() / Float.BYTES - 1;
        int trained = trajectory.getLogprobs().remaining() / Float.BYTES;
        return all + " denoising steps, " + trained + " of them stochastic from step " + flow.getWindowBegin()
                + " on, noise level " + flow.getNoiseLevel() + ", guidance " + flow.getGuidance();
    }

    private static String said(Score score) {
        return switch (score.getOutcome()) {
            case SCORED -> String.valueOf(score.getValue());
            case ABSTAINED -> "abstained";
            case FAILED -> "failed: " + score.getCause();
            case UNKNOWN -> "unknown";
        };
    }

    private static String versions(Trajectory trajectory) {
        PackedInts versions = PackedInts.view(trajectory.getPolicyVersions());
        if (versions.length() == 0) {
            return "unknown";
        }
        int min = versions.at(0);
        int max = min;
        for (int t = 1; t < versions.length(); t++) {
            min = Math.min(min, versions.at(t));
            max = Math.max(max, versions.at(t));
        }
        return min == max ? String.valueOf(min) : min + " to " + max;
    }

    private static @Nullable ExperienceTrajectory credit(@Nullable Experience experience, int index) {
        return experience == null
                ? null
                : experience.getTrajectories().stream()
                        .filter(each -> each.getIndex() == index)
                        .findFirst()
                        .orElse(null);
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String orUnknown(String text) {
        return text.isEmpty() ? "unknown" : text;
    }
}
