package dev.millrace.scenes.judges;

/**
 * How images are held against the rules of prompts.
 *
 * @param referees {@code shipped}, or a folder with the file of the referee
 * @param credit {@code all} or {@code partial}
 */
public record InstructionConfig(String referees, InstructionCredit credit) {

    /** @throws IllegalArgumentException if {@code referees} is blank */
    public InstructionConfig {
        Referees.require(referees);
    }

    /** All rules or nothing, as in LVRPO. */
    public static InstructionConfig defaults() {
        return new InstructionConfig(Referees.SHIPPED, InstructionCredit.ALL);
    }
}
