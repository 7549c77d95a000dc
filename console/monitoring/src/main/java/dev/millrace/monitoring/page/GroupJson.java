package dev.millrace.monitoring.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.monitoring.watch.GroupSummary;
import dev.millrace.policy.text.TokenText;
import dev.millrace.policy.text.Tokens;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FlowTrace;
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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Groups as JSON, in a list and whole. Pure. */
final class GroupJson {

    private final ObjectMapper json;
    private final TokenText text;

    GroupJson(ObjectMapper json, TokenText text) {
        this.json = json;
        this.text = text;
    }

    ArrayNode list(List<GroupSummary> groups) {
        ArrayNode list = json.createArrayNode();
        for (GroupSummary group : groups) {
            ObjectNode node = list.addObject();
            node.put("id", group.id()).put("category", group.category());
            node.put("size", group.size()).put("survivors", group.survivors());
            OverviewJson.number(node, "mean", group.rewardMean());
            OverviewJson.number(node, "std", group.rewardStd());
            node.put("min_version", group.minVersion()).put("max_version", group.maxVersion());
            node.put("closed", group.closed()).put("at", group.closedAt().toEpochMilli());
        }
        return list;
    }

    /** @param parts of a closed group */
    ObjectNode whole(GroupParts parts) {
        LoggedGroup group = parts.group();
        Experience experience = Objects.requireNonNull(group.getExperience());
        ObjectNode node = json.createObjectNode();
        node.put("id", experience.getGroupId()).put("prompt_id", experience.getPromptId());
        node.put("category", experience.getCategory());
        node.put("size", experience.getGroupSize());
        node.put("closed", lower(experience.getClosed()));
        node.put("estimator", experience.getEstimator()).put("reshaper", experience.getReshaper());
        node.put("opened_at", experience.getOpenedAt().toEpochMilli());
        node.put("closed_at", experience.getClosedAt().toEpochMilli());
        OverviewJson.number(node, "reward_mean", experience.getRewardMean());
        OverviewJson.number(node, "reward_std", experience.getRewardStd());
        Map<Integer, LoggedTrajectory> byIndex = new HashMap<>();
        group.getTrajectories().forEach(each -> byIndex.put(each.getTrajectory().getIndex(), each));
        group.getTrajectories().stream()
                .findFirst()
                .ifPresent(any ->
                        prompt(node.putObject("prompt"), any.getTrajectory().getPrompt()));
        ArrayNode rows = node.putArray("trajectories");
        for (ExperienceTrajectory credited : experience.getTrajectories()) {
            ObjectNode row = rows.addObject();
            credit(row, credited);
            LoggedTrajectory logged = byIndex.get(credited.getIndex());
            if (logged != null) {
                sampled(row, logged.getTrajectory(), credited);
            }
            ArrayNode scores = row.putArray("scores");
            parts.scores(credited.getIndex()).forEach(score -> score(scores.addObject(), score.getScore(), experience));
        }
        return node;
    }

    private static void prompt(ObjectNode node, Prompt prompt) {
        node.put("text", prompt.getText()).put("task", lower(prompt.getTask()));
        node.put("reference", prompt.getReference()).put("rules", prompt.getRules());
        ArrayNode images = node.putArray("images");
        prompt.getImages().stream().map(ImageRef::getSha256).forEach(images::add);
    }

    private static void credit(ObjectNode row, ExperienceTrajectory credited) {
        row.put("index", credited.getIndex()).put("length", credited.getLength());
        row.put("min_version", credited.getMinVersion()).put("max_version", credited.getMaxVersion());
        OverviewJson.number(row, "reward", credited.getReward());
        OverviewJson.number(row, "advantage", credited.getAdvantage());
        ObjectNode components = row.putObject("components");
        credited.getComponents().forEach((name, value) -> OverviewJson.number(components, name, value));
    }

    private void sampled(ObjectNode row, Trajectory trajectory, ExperienceTrajectory credited) {
        row.put("text", trajectory.getText()).put("finish", lower(trajectory.getFinishReason()));
        row.put("temperature", trajectory.getTemperature()).put("seed", String.valueOf(trajectory.getSeed()));
        row.put("worker", trajectory.getWorker());
        row.put("sampled_at", trajectory.getSampledAt().toEpochMilli());
        ImageRef image = trajectory.getImage();
        if (image != null) {
            row.put("image", image.getSha256());
        }
        FlowTrace flow = trajectory.getFlow();
        if (flow != null) {
            row.putObject("flow")
                    .put("steps", Math.max(0, PackedFloats.view(flow.getTimes()).length() - 1))
                    .put("window_begin", flow.getWindowBegin())
                    .put("trained", PackedFloats.view(trajectory.getLogprobs()).length())
                    .put("noise_level", flow.getNoiseLevel())
                    .put("guidance", flow.getGuidance());
        }
        words(row.putArray("tokens"), PackedInts.view(trajectory.getTokens()));
        floats(row, "logprobs", trajectory.getLogprobs());
        floats(row, "entropies", trajectory.getEntropies());
        ByteBuffer advantages = credited.getTokenAdvantages();
        if (advantages != null) {
            floats(row, "token_advantages", advantages);
        }
        VisualDependency dependency = trajectory.getDependency();
        if (dependency != null) {
            floats(row, "strong", dependency.getStrong());
            floats(row, "weak", dependency.getWeak());
        }
        ByteBuffer robust = credited.getRobustDependency();
        if (robust != null) {
            floats(row, "robust", robust);
        }
    }

    private void words(ArrayNode words, PackedInts packed) {
        Tokens tokens = Tokens.of(packed.toArray());
        List<String> pieces = text.pieces(tokens);
        for (int i = 0; i < tokens.length(); i++) {
            words.add(text.stopIds().contains(tokens.at(i)) ? "⏎" : pieces.get(i));
        }
    }

    private void score(ObjectNode node, Score score, Experience experience) {
        node.put("scorer", score.getScorer()).put("version", score.getScorerVersion());
        node.put("outcome", lower(score.getOutcome()));
        Double value = score.getValue();
        if (value != null) {
            OverviewJson.number(node, "value", value);
        }
        node.put("cause", score.getCause()).put("latency_ms", score.getLatencyMs());
        node.put(
                "after_ms",
                Duration.between(experience.getOpenedAt(), score.getScoredAt()).toMillis());
        String detail = score.getDetail();
        if (detail != null) {
            try {
                node.set("detail", json.readTree(detail));
            } catch (JsonProcessingException e) {
                node.put("detail", detail);
            }
        }
    }

    private static void floats(ObjectNode row, String name, ByteBuffer packed) {
        ArrayNode values = row.putArray(name);
        PackedFloats floats = PackedFloats.view(packed);
        for (int i = 0; i < floats.length(); i++) {
            if (Float.isFinite(floats.at(i))) {
                values.add(floats.at(i));
            } else {
                values.addNull();
            }
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
