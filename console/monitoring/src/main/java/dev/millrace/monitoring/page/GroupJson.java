package dev.millrace.monitoring.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.groups.GroupDrop;
import dev.millrace.monitoring.groups.GroupRow;
import dev.millrace.monitoring.groups.PlacedExperience;
import dev.millrace.policy.text.TokenText;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import dev.millrace.schemas.log.GroupParts;
import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One group as JSON, with all that the topics hold of it. Pure. */
final class GroupJson {

    private final ObjectMapper json;
    private final TrajectoryJson trajectory;

    GroupJson(ObjectMapper json, TokenText text) {
        this.json = json;
        this.trajectory = new TrajectoryJson(text);
    }

    /**
     * A group that was credited.
     *
     * @param drops what was dropped of it
     */
    ObjectNode credited(GroupParts parts, PlacedExperience placed, List<GroupDrop> drops) {
        LoggedGroup group = parts.group();
        Experience experience = placed.experience();
        ObjectNode node = json.createObjectNode();
        node.put("id", experience.getGroupId()).put("prompt_id", experience.getPromptId());
        node.put("category", experience.getCategory());
        node.put("size", experience.getGroupSize());
        node.put("closed", lower(experience.getClosed()));
        node.put("offset", placed.offset());
        node.put("estimator", experience.getEstimator()).put("reshaper", experience.getReshaper());
        node.put("opened_at", experience.getOpenedAt().toEpochMilli());
        node.put("closed_at", experience.getClosedAt().toEpochMilli());
        OverviewJson.number(node, "reward_mean", experience.getRewardMean());
        OverviewJson.number(node, "reward_std", experience.getRewardStd());
        GroupRowJson.drops(node.putArray("drops"), drops);
        prompt(node, group);
        Map<Integer, LoggedTrajectory> byIndex = new TreeMap<>();
        group.getTrajectories().forEach(each -> byIndex.put(each.getTrajectory().getIndex(), each));
        ArrayNode rows = node.putArray("trajectories");
        for (ExperienceTrajectory credited : experience.getTrajectories()) {
            ObjectNode row = rows.addObject();
            credit(row, credited);
            LoggedTrajectory logged = byIndex.remove(credited.getIndex());
            if (logged != null) {
                trajectory.sampled(row, logged);
            }
            scores(row, parts, credited.getIndex(), experience.getOpenedAt());
        }
        // What is left was not credited.
        byIndex.forEach((index, logged) -> left(rows.addObject(), parts, logged, experience.getOpenedAt()));
        return node;
    }

    /** A group of which nothing was credited. */
    ObjectNode dropped(GroupParts parts, GroupRow known) {
        LoggedGroup group = parts.group();
        ObjectNode node = json.createObjectNode();
        node.put("id", known.id()).put("prompt_id", known.promptId());
        node.put("category", known.category());
        node.put("size", Math.max(known.size(), group.getGroupSize()));
        node.put("closed", "dropped");
        node.put("closed_at", known.at().toEpochMilli());
        GroupRowJson.drops(node.putArray("drops"), known.drops());
        prompt(node, group);
        ArrayNode rows = node.putArray("trajectories");
        group.getTrajectories()
                .forEach(logged -> left(
                        rows.addObject(), parts, logged, logged.getTrajectory().getSampledAt()));
        return node;
    }

    /** A trajectory that nobody will train. */
    private void left(ObjectNode row, GroupParts parts, LoggedTrajectory logged, Instant since) {
        Trajectory sampled = logged.getTrajectory();
        row.put("index", sampled.getIndex()).put("dropped", true);
        row.put("length", PackedFloats.view(sampled.getLogprobs()).length());
        int[] all = PackedInts.view(sampled.getPolicyVersions()).toArray();
        row.put("min_version", Arrays.stream(all).min().orElse(0));
        row.put("max_version", Arrays.stream(all).max().orElse(0));
        row.putObject("components");
        trajectory.sampled(row, logged);
        scores(row, parts, sampled.getIndex(), since);
    }

    private static void prompt(ObjectNode node, LoggedGroup group) {
        List<Trajectory> sampled = group.getTrajectories().stream()
                .map(LoggedTrajectory::getTrajectory)
                .toList();
        if (!sampled.isEmpty()) {
            ObjectNode prompt = node.putObject("prompt");
            prompt(prompt, sampled.get(0).getPrompt());
            views(prompt, sampled);
        }
    }

    private static void prompt(ObjectNode node, Prompt prompt) {
        node.put("text", prompt.getText()).put("task", lower(prompt.getTask()));
        node.put("reference", prompt.getReference()).put("rules", prompt.getRules());
        ArrayNode images = node.putArray("images");
        prompt.getImages().stream().map(ImageRef::getSha256).forEach(images::add);
    }

    /** What fixes the two views of the prompt's images, which are alike for all who measured: the seed as text, for it may be long. */
    private static void views(ObjectNode node, List<Trajectory> sampled) {
        for (Trajectory each : sampled) {
            VisualDependency measured = each.getDependency();
            if (measured != null) {
                ObjectNode views = node.putObject("views");
                views.put("seed", String.valueOf(measured.getMaskSeed()));
                views.put("mask_probability", measured.getMaskProbability());
                views.put("noise_sigma", measured.getNoiseSigma());
                ArrayNode grids = views.putArray("grids");
                each.getImageRuns()
                        .forEach(run -> grids.addArray().add(run.getRows()).add(run.getColumns()));
                return;
            }
        }
    }

    private static void credit(ObjectNode row, ExperienceTrajectory credited) {
        row.put("index", credited.getIndex()).put("length", credited.getLength());
        row.put("min_version", credited.getMinVersion()).put("max_version", credited.getMaxVersion());
        OverviewJson.number(row, "reward", credited.getReward());
        OverviewJson.number(row, "advantage", credited.getAdvantage());
        ObjectNode components = row.putObject("components");
        credited.getComponents().forEach((name, value) -> OverviewJson.number(components, name, value));
        row.put("guard", credited.getGuard());
        TrajectoryJson.floats(row, "token_advantages", credited.getTokenAdvantages());
        TrajectoryJson.floats(row, "weights", credited.getTokenWeights());
        TrajectoryJson.floats(row, "robust", credited.getRobustDependency());
    }

    private void scores(ObjectNode row, GroupParts parts, int index, Instant since) {
        ArrayNode scores = row.putArray("scores");
        parts.scores(index).forEach(score -> score(scores.addObject(), score.getScore(), since));
    }

    private void score(ObjectNode node, Score score, Instant since) {
        node.put("scorer", score.getScorer()).put("version", score.getScorerVersion());
        node.put("outcome", lower(score.getOutcome()));
        Double value = score.getValue();
        if (value != null) {
            OverviewJson.number(node, "value", value);
        }
        node.put("cause", score.getCause()).put("latency_ms", score.getLatencyMs());
        node.put("after_ms", Duration.between(since, score.getScoredAt()).toMillis());
        String detail = score.getDetail();
        if (detail != null) {
            try {
                node.set("detail", json.readTree(detail));
            } catch (JsonProcessingException e) {
                node.put("detail", detail);
            }
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
