package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import dev.millrace.schemas.avro.AssemblyTerms;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Reads one line. Belongs to one thread. */
final class GroupParser {

    private final JsonCursor json;
    private final TrajectoryParser trajectories;

    GroupParser(JsonCursor json) {
        this.json = json;
        this.trajectories = new TrajectoryParser(json);
    }

    /**
     * Reads the group that the cursor stands on.
     *
     * @param where names its line
     */
    LoggedGroup read(String where) throws IOException {
        GroupDraft draft = new GroupDraft();
        json.object(field -> field(draft, field));
        return draft.build(where);
    }

    private void field(GroupDraft draft, String field) throws IOException {
        switch (field) {
            case GROUP_ID -> draft.groupId = json.text();
            case RUN_ID -> draft.runId = json.text();
            case GROUP_SIZE -> draft.groupSize = json.integer();
            case PROMPT -> prompt(draft);
            case PROMPT_TOKENS -> draft.promptTokens = json.packedInts();
            case TRAJECTORIES -> json.array(() -> draft.trajectories.add(trajectories.read()));
            case EXPERIENCE -> {
                if (!json.isNull()) {
                    json.object(name -> experience(draft.experience, name));
                }
            }
            case DROPS -> json.array(() -> draft.drops.add(drop()));
            case DIGEST -> draft.digest = json.text();
            default -> json.unknown();
        }
    }

    /** Foreign prompts may be a text alone. */
    private void prompt(GroupDraft draft) throws IOException {
        Prompt.Builder prompt = draft.prompt;
        if (json.isText()) {
            prompt.setText(json.text());
            return;
        }
        json.object(field -> {
            switch (field) {
                case PROMPT_ID -> prompt.setPromptId(json.text());
                case TASK -> prompt.setTask(json.word(Task.class));
                case TEXT -> prompt.setText(json.text());
                case IMAGES -> {
                    List<ImageRef> images = new ArrayList<>();
                    json.array(() -> images.add(TrajectoryParser.image(json)));
                    prompt.setImages(images);
                }
                case REFERENCE -> prompt.setReference(json.optionalText());
                case RULES -> prompt.setRules(json.optionalText());
                case CATEGORY -> prompt.setCategory(json.optionalText());
                default -> json.unknown();
            }
        });
    }

    private void experience(ExperienceDraft experience, String field) throws IOException {
        switch (field) {
            case OFFSET -> experience.offset = json.longInteger();
            case CLOSED -> experience.closed = json.word(dev.millrace.schemas.avro.CloseReason.class);
            case ESTIMATOR -> experience.estimator = json.text();
            case RESHAPER -> experience.reshaper = json.text();
            case CONFIG_DIGEST -> experience.configDigest = json.text();
            case REWARD_MEAN -> experience.rewardMean = json.number();
            case REWARD_STD -> experience.rewardStd = json.number();
            case OPENED_AT -> experience.openedAt = json.instant();
            case CLOSED_AT -> experience.closedAt = json.instant();
            case CODE_VERSION -> experience.codeVersion = json.text();
            case RUN_SEED -> experience.runSeed = json.isNull() ? null : (Long) json.longInteger();
            case ASSEMBLY -> experience.assembly = json.isNull() ? null : assembly();
            default -> json.unknown();
        }
    }

    private AssemblyTerms assembly() throws IOException {
        AssemblyTerms.Builder terms = AssemblyTerms.newBuilder();
        json.object(field -> {
            switch (field) {
                case DEADLINE_MS -> terms.setDeadlineMs(json.longInteger());
                case POLICY -> terms.setPolicy(json.text());
                case MIN_GROUP_SIZE -> terms.setMinGroupSize(json.integer());
                case DEFAULT_VALUE -> terms.setDefaultValue(json.number());
                default -> json.unknown();
            }
        });
        if (!terms.hasDeadlineMs() || !terms.hasPolicy() || !terms.hasMinGroupSize() || !terms.hasDefaultValue()) {
            throw json.wrong("must have " + String.join(", ", DEADLINE_MS, POLICY, MIN_GROUP_SIZE, DEFAULT_VALUE));
        }
        return terms.build();
    }

    private Drop drop() throws IOException {
        Drop.Builder drop = Drop.newBuilder()
                .setRunId("")
                .setGroupId("")
                .setWholeGroup(false)
                .setReason(DropReason.UNKNOWN)
                .setDetail("")
                .setDroppedBy("")
                .setDroppedAt(Instant.EPOCH);
        json.object(field -> {
            switch (field) {
                case INDICES -> drop.setIndices(json.packedInts());
                case WHOLE_GROUP -> drop.setWholeGroup(json.bool());
                case REASON -> drop.setReason(json.word(DropReason.class));
                case DETAIL -> drop.setDetail(json.text());
                case DROPPED_BY -> drop.setDroppedBy(json.text());
                case DROPPED_AT -> drop.setDroppedAt(json.instant());
                default -> json.unknown();
            }
        });
        if (!drop.hasIndices()) {
            throw json.wrong("must have " + INDICES);
        }
        return drop.build();
    }
}
