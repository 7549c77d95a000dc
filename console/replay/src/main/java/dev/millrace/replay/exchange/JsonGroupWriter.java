package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.LoggedTrajectory;
import dev.millrace.schemas.avro.Prompt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one group as a JSON object. Belongs to one thread; the generator is the caller's. */
final class JsonGroupWriter {

    private final JsonGenerator json;
    private final JsonValues values;
    private final JsonTrajectoryWriter trajectories;

    JsonGroupWriter(JsonGenerator json) {
        this.json = json;
        this.values = new JsonValues(json);
        this.trajectories = new JsonTrajectoryWriter(json, values);
    }

    void write(LoggedGroup group) throws IOException {
        Experience experience = group.getExperience();
        json.writeStartObject();
        json.writeStringField(GROUP_ID, group.getGroupId());
        json.writeStringField(RUN_ID, group.getRunId());
        json.writeNumberField(GROUP_SIZE, group.getGroupSize());
        if (!group.getTrajectories().isEmpty()) {
            var first = group.getTrajectories().get(0).getTrajectory();
            prompt(first.getPrompt());
            values.ints(PROMPT_TOKENS, first.getPromptTokens());
        }
        json.writeArrayFieldStart(TRAJECTORIES);
        Map<Integer, ExperienceTrajectory> credited = credited(experience);
        for (LoggedTrajectory each : group.getTrajectories()) {
            trajectories.write(
                    each,
                    group.getTrajectories().get(0).getTrajectory(),
                    credited.get(each.getTrajectory().getIndex()));
        }
        json.writeEndArray();
        if (experience != null) {
            experience(experience, group.getExperienceOffset());
        }
        drops(group);
        if (!group.getDigest().isEmpty()) {
            json.writeStringField(DIGEST, group.getDigest());
        }
        json.writeEndObject();
    }

    private static Map<Integer, ExperienceTrajectory> credited(@Nullable Experience experience) {
        Map<Integer, ExperienceTrajectory> byIndex = new HashMap<>();
        if (experience != null) {
            experience.getTrajectories().forEach(each -> byIndex.put(each.getIndex(), each));
        }
        return byIndex;
    }

    private void prompt(Prompt prompt) throws IOException {
        json.writeObjectFieldStart(PROMPT);
        json.writeStringField(PROMPT_ID, prompt.getPromptId());
        json.writeStringField(TASK, prompt.getTask().name().toLowerCase(Locale.ROOT));
        json.writeStringField(TEXT, prompt.getText());
        json.writeArrayFieldStart(IMAGES);
        for (ImageRef image : prompt.getImages()) {
            values.image(image);
        }
        json.writeEndArray();
        values.optional(REFERENCE, prompt.getReference());
        values.optional(RULES, prompt.getRules());
        values.optional(CATEGORY, prompt.getCategory());
        json.writeEndObject();
    }

    private void experience(Experience experience, @Nullable Long offset) throws IOException {
        json.writeObjectFieldStart(EXPERIENCE);
        if (offset != null) {
            json.writeNumberField(OFFSET, offset);
        }
        json.writeStringField(CLOSED, experience.getClosed().name().toLowerCase(Locale.ROOT));
        json.writeStringField(ESTIMATOR, experience.getEstimator());
        json.writeStringField(RESHAPER, experience.getReshaper());
        json.writeStringField(CONFIG_DIGEST, experience.getConfigDigest());
        json.writeNumberField(REWARD_MEAN, experience.getRewardMean());
        json.writeNumberField(REWARD_STD, experience.getRewardStd());
        json.writeNumberField(OPENED_AT, experience.getOpenedAt().toEpochMilli());
        json.writeNumberField(CLOSED_AT, experience.getClosedAt().toEpochMilli());
        json.writeStringField(CODE_VERSION, experience.getCodeVersion());
        if (experience.getRunSeed() != null) {
            json.writeNumberField(RUN_SEED, experience.getRunSeed());
        }
        AssemblyTerms terms = experience.getAssembly();
        if (terms != null) {
            json.writeObjectFieldStart(ASSEMBLY);
            json.writeNumberField(DEADLINE_MS, terms.getDeadlineMs());
            json.writeStringField(POLICY, terms.getPolicy());
            json.writeNumberField(MIN_GROUP_SIZE, terms.getMinGroupSize());
            json.writeNumberField(DEFAULT_VALUE, terms.getDefaultValue());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private void drops(LoggedGroup group) throws IOException {
        if (group.getDrops().isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(DROPS);
        for (Drop drop : group.getDrops()) {
            json.writeStartObject();
            ByteBuffer indices = drop.getIndices();
            values.ints(INDICES, indices);
            json.writeBooleanField(WHOLE_GROUP, drop.getWholeGroup());
            json.writeStringField(REASON, drop.getReason().name().toLowerCase(Locale.ROOT));
            json.writeStringField(DETAIL, drop.getDetail());
            json.writeStringField(DROPPED_BY, drop.getDroppedBy());
            json.writeNumberField(DROPPED_AT, drop.getDroppedAt().toEpochMilli());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
