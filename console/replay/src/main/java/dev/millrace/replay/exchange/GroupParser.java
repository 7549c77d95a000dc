package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import dev.millrace.schemas.avro.LoggedGroup;
import java.io.IOException;

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
            case PROMPT -> prompt(draft.prompt);
            case PROMPT_TOKENS -> draft.promptTokens = json.packedInts();
            case TRAJECTORIES -> json.array(() -> draft.trajectories.add(trajectories.read()));
            case EXPERIENCE -> {
                if (!json.isNull()) {
                    json.object(name -> experience(draft, name));
                }
            }
            case DROPS -> json.array(() -> draft.drops.add(drop()));
            case DIGEST -> draft.digest = json.text();
            default -> {
                if (!GroupForms.GROUP.readField(json, field, draft.group)) {
                    json.unknown();
                }
            }
        }
    }

    /** Foreign prompts may be a text alone. */
    private void prompt(RecordDraft prompt) throws IOException {
        if (json.isText()) {
            prompt.set(TEXT, json.text());
        } else {
            GroupForms.PROMPT_FORM.readInto(json, prompt);
        }
    }

    private void experience(GroupDraft draft, String field) throws IOException {
        if (field.equals(OFFSET)) {
            draft.experienceOffset = json.longInteger();
        } else if (!GroupForms.EXPERIENCE_FORM.readField(json, field, draft.experience)) {
            json.unknown();
        }
    }

    private RecordDraft drop() throws IOException {
        RecordDraft drop = GroupForms.DROP.draft();
        GroupForms.DROP.readInto(json, drop);
        if (!drop.has(INDICES)) {
            throw json.wrong("must have " + INDICES);
        }
        return drop;
    }
}
