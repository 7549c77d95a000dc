package dev.millrace.schemas.log;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedScore;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of all that credit and training depend on in a group, whatever file it stands in. Every part is preceded by
 * its length or is of fixed length, so that no two groups are written alike. One for each group; for one thread.
 */
public final class GroupDigest {

    private static final byte FORM = 1;

    private final MessageDigest digest;
    private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES);

    private GroupDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** 64 lower-case hexadecimal digits. */
    public static String of(LoggedGroup group) {
        GroupDigest made = new GroupDigest();
        made.digest.update(FORM);
        made.group(group);
        return HexFormat.of().formatHex(made.digest.digest());
    }

    /** The group with its digest. */
    public static LoggedGroup sealed(LoggedGroup group) {
        return new LoggedGroup(
                group.getRunId(),
                group.getGroupId(),
                group.getGroupSize(),
                group.getTrajectories(),
                group.getExperience(),
                group.getExperienceOffset(),
                group.getDrops(),
                of(group));
    }

    private void group(LoggedGroup group) {
        add(group.getRunId());
        add(group.getGroupId());
        add(group.getGroupSize());
        add(group.getTrajectories().size());
        for (LoggedTrajectory each : group.getTrajectories()) {
            trajectory(each.getTrajectory());
            add(each.getSource() == null ? -1 : each.getSource().getPartition());
            add(each.getSource() == null ? -1 : each.getSource().getOffset());
            add(each.getScores().size());
            each.getScores().forEach(this::score);
        }
        Experience experience = group.getExperience();
        add(experience != null);
        if (experience != null) {
            experience(experience);
            add(group.getExperienceOffset() == null ? -1 : group.getExperienceOffset());
        }
        add(group.getDrops().size());
        for (Drop drop : group.getDrops()) {
            add(drop.getIndices());
            add(drop.getReason().name());
            add(drop.getWholeGroup());
            add(drop.getDroppedBy());
        }
    }

    private void trajectory(Trajectory trajectory) {
        Prompt prompt = trajectory.getPrompt();
        add(prompt.getPromptId());
        add(prompt.getTask().name());
        add(prompt.getText());
        add(prompt.getReference());
        add(prompt.getRules());
        add(prompt.getCategory());
        add(prompt.getImages().size());
        prompt.getImages().forEach(image -> add(image.getSha256()));
        add(trajectory.getIndex());
        add(trajectory.getPromptTokens());
        add(trajectory.getTokens());
        add(trajectory.getLogprobs());
        add(trajectory.getEntropies());
        add(trajectory.getPolicyVersions());
        add(trajectory.getText());
        add(trajectory.getFinishReason().name());
        add(Float.floatToIntBits(trajectory.getTemperature()));
        add(trajectory.getSeed());
        add(trajectory.getSampledAt().toEpochMilli());
        add(trajectory.getImage() == null ? null : trajectory.getImage().getSha256());
        FlowTrace flow = trajectory.getFlow();
        add(flow != null);
        if (flow != null) {
            flow(flow);
        }
        VisualDependency dependency = trajectory.getDependency();
        add(dependency != null);
        if (dependency != null) {
            add(dependency.getStrong());
            add(dependency.getWeak());
            add(dependency.getPolicyVersion());
        }
    }

    private void flow(FlowTrace flow) {
        add(flow.getTimes());
        add(flow.getWindowBegin());
        add(flow.getLatentTokens());
        add(flow.getLatentSize());
        add(flow.getLatents());
        add(Float.floatToIntBits(flow.getNoiseLevel()));
        add(Float.floatToIntBits(flow.getGuidance()));
        add(flow.getAutoencoderDigest());
    }

    private void score(LoggedScore logged) {
        add(logged.getLate());
        add(logged.getScore().getScorer());
        add(logged.getScore().getScorerVersion());
        add(logged.getScore().getOutcome().name());
        Double value = logged.getScore().getValue();
        add(value != null);
        add(value == null ? 0 : Double.doubleToLongBits(value));
        add(logged.getScore().getScoredAt().toEpochMilli());
    }

    private void experience(Experience experience) {
        add(experience.getClosed().name());
        add(experience.getEstimator());
        add(experience.getReshaper());
        add(experience.getConfigDigest());
        add(Double.doubleToLongBits(experience.getRewardMean()));
        add(Double.doubleToLongBits(experience.getRewardStd()));
        add(experience.getTrajectories().size());
        for (ExperienceTrajectory each : experience.getTrajectories()) {
            add(each.getIndex());
            add(each.getLength());
            new TreeMap<>(each.getComponents()).forEach((scorer, value) -> {
                add(scorer);
                add(Double.doubleToLongBits(value));
            });
            add(Double.doubleToLongBits(each.getReward()));
            add(Double.doubleToLongBits(each.getAdvantage()));
            ByteBuffer tokens = each.getTokenAdvantages();
            add(tokens != null);
            if (tokens != null) {
                add(tokens);
            }
        }
    }

    private void add(boolean value) {
        digest.update((byte) (value ? 1 : 0));
    }

    private void add(long value) {
        digest.update(word.clear().putLong(value).flip());
    }

    private void add(@Nullable String text) {
        if (text == null) {
            add(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        add(bytes.length);
        digest.update(bytes);
    }

    private void add(ByteBuffer bytes) {
        add(bytes.remaining());
        digest.update(bytes.duplicate());
    }
}
