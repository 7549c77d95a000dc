package dev.millrace.replay.exchange;

import static dev.millrace.replay.exchange.GroupFields.*;

import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.Experience;
import dev.millrace.schemas.avro.ExperienceTrajectory;
import dev.millrace.schemas.avro.FlowTrace;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.LogPosition;
import dev.millrace.schemas.avro.LoggedGroup;
import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Score;
import dev.millrace.schemas.avro.Trajectory;
import dev.millrace.schemas.avro.VisualDependency;
import org.apache.avro.Schema;

/**
 * In what a line differs from the schemas. What stands once in the line is left out of its parts: the run, the group, the
 * prompt. All other fields follow from the schemas.
 */
final class GroupForms {

    /** The name of the file follows from the hash: a foreign path is never opened. */
    static final RecordForm IMAGE_REF = RecordForm.of(ImageRef.getClassSchema())
            .orElse("media_type", "image/png")
            .derived(FILE, image -> GroupImageFolder.relative((ImageRef) image));

    static final RecordForm PROMPT_FORM = RecordForm.of(Prompt.getClassSchema())
            .without(RUN_ID)
            .as(IMAGES, ValueForm.listOf(ValueForm.of(IMAGE_REF)))
            .omittingEmpty("columns");

    /** What is said of the group itself; its parts follow. */
    static final RecordForm GROUP = RecordForm.of(LoggedGroup.getClassSchema())
            .without(TRAJECTORIES, EXPERIENCE, "experience_offset", DROPS, DIGEST)
            .first(GROUP_ID);

    /** How the line of a trajectory begins. */
    static final RecordForm BEGIN = RecordForm.of(Trajectory.getClassSchema()).only(INDEX, TEXT);

    /** Its own prompt tokens, if they are not those of the group. */
    static final RecordForm OWN_PROMPT =
            RecordForm.of(Trajectory.getClassSchema()).only(PROMPT_TOKENS);

    /** How it was drawn, behind what was said of it. */
    static final RecordForm DRAWN = RecordForm.of(Trajectory.getClassSchema())
            .only(IMAGE, FLOW)
            .as(IMAGE, ValueForm.of(IMAGE_REF))
            .as(FLOW, ValueForm.of(RecordForm.of(FlowTrace.getClassSchema()).as(LATENTS, ValueForm.BASE64)));

    /** All else of it. */
    static final RecordForm SAMPLED = sampled(Trajectory.getClassSchema());

    static final RecordForm POSITION =
            RecordForm.of(LogPosition.getClassSchema()).lenient();

    /** The two arrays of a dependency stand beside those of the trajectory. */
    static final RecordForm VIEWS = RecordForm.of(VisualDependency.getClassSchema())
            .only(STRONG, WEAK)
            .named(STRONG, VISUAL_DEPENDENCY)
            .named(WEAK, VISUAL_INCONSISTENCY);

    /** How they were measured. */
    static final RecordForm MEASURED =
            RecordForm.of(VisualDependency.getClassSchema()).without(STRONG, WEAK);

    /** How a score came about; what it is stands by the name of its scorer. */
    static final RecordForm SCORE_ORIGIN = RecordForm.of(Score.getClassSchema())
            .without(RUN_ID, GROUP_ID, INDEX, SCORER, OUTCOME, VALUE, "items")
            .named("scorer_version", VERSION)
            .first(CAUSE);

    /** What a score is, where it came too late. */
    static final RecordForm LATE_SCORE = RecordForm.of(Score.getClassSchema()).only(SCORER, OUTCOME, VALUE);

    static final RecordForm CREDIT = RecordForm.of(ExperienceTrajectory.getClassSchema())
            .without(INDEX, SOURCE, "length", "min_version", "max_version")
            .nullable(REWARD)
            .nullable(ADVANTAGE);

    static final RecordForm EXPERIENCE_FORM = RecordForm.of(Experience.getClassSchema())
            .without(RUN_ID, GROUP_ID, "prompt_id", "category", GROUP_SIZE, TRAJECTORIES);

    static final RecordForm DROP =
            RecordForm.of(Drop.getClassSchema()).without(RUN_ID, GROUP_ID).omittingEmpty("lineage");

    private GroupForms() {}

    static RecordForm sampled(Schema trajectory) {
        return RecordForm.of(trajectory)
                .without(RUN_ID, GROUP_ID, GROUP_SIZE, PROMPT, INDEX, TEXT, PROMPT_TOKENS, IMAGE, FLOW, DEPENDENCY)
                .omittingEmpty();
    }
}
