package dev.millrace.monitoring.groups;

import dev.millrace.schemas.avro.Experience;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A group that is closed, in a row: about one kilobyte.
 *
 * @param ofPrompt id of the prompt; empty where only a drop is known of the group
 * @param ofCategory category of the prompt, as its record has it
 * @param size trajectories that were sampled; of a group that was dropped, as many as were published
 * @param credit what was made of it; empty where the streams dropped all of it
 * @param at when it was closed or dropped
 */
public record GroupRow(
        String id,
        String ofPrompt,
        @Nullable String ofCategory,
        int size,
        Optional<Credit> credit,
        Instant at,
        GroupNotes notes) {

    static GroupRow of(Experience experience, long offset, String headline, GroupNotes notes) {
        return new GroupRow(
                experience.getGroupId(),
                experience.getPromptId(),
                experience.getCategory(),
                experience.getGroupSize(),
                Optional.of(Credit.of(experience, offset, headline)),
                experience.getClosedAt(),
                notes);
    }

    static GroupRow dropped(String id, GroupDrop drop, GroupNotes notes) {
        return new GroupRow(id, "", null, drop.trajectories(), Optional.empty(), drop.at(), notes);
    }

    GroupRow with(GroupNotes other) {
        return new GroupRow(id, ofPrompt, ofCategory, size, credit, at, other);
    }

    /** How it ended: {@code complete}, {@code partial} if some of it was not trained, {@code dropped} if all was. */
    public String closed() {
        if (isDropped()) {
            return "dropped";
        }
        return credit.filter(made -> made.survivors() < size).isPresent() ? "partial" : "complete";
    }

    boolean isDropped() {
        return credit.isEmpty() || drops().stream().anyMatch(GroupDrop::whole);
    }

    public boolean isByDeadline() {
        return credit.filter(Credit::byDeadline).isPresent();
    }

    /** What was asked; null until it is known. */
    public @Nullable PromptRow prompt() {
        return notes.prompt();
    }

    public String promptId() {
        PromptRow prompt = prompt();
        return ofPrompt.isEmpty() && prompt != null ? prompt.id() : ofPrompt;
    }

    public @Nullable String category() {
        PromptRow prompt = prompt();
        return ofCategory == null && prompt != null ? prompt.category() : ofCategory;
    }

    public List<GroupDrop> drops() {
        return notes.drops();
    }

    /** Scorers that were seen to fail at it. */
    public List<String> failed() {
        return notes.failed();
    }
}
