package dev.millrace.workers.sampling;

import dev.millrace.schemas.avro.Prompt;
import dev.millrace.schemas.avro.Task;

/** What a prompt asks for. Pure. */
final class PromptTask {

    private PromptTask() {}

    /** Whether the output is an image. */
    static boolean isDrawn(Prompt prompt) {
        return prompt.getTask() == Task.GENERATION || prompt.getTask() == Task.EDITING;
    }
}
