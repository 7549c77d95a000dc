package dev.millrace.streams.scoring;

/**
 * How images are held against the rules of prompts.
 *
 * @param credit {@code all} or {@code partial}
 */
public record InstructionConfig(InstructionCredit credit) {

    /** All rules or nothing, as in LVRPO. */
    public static InstructionConfig defaults() {
        return new InstructionConfig(InstructionCredit.ALL);
    }
}
