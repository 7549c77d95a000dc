package dev.millrace.scenes.judges;

/**
 * How images are held against the answers of prompts.
 *
 * @param referees {@code shipped}, or a folder with the file of the referee
 */
public record KnowledgeConfig(String referees) {

    /** @throws IllegalArgumentException if {@code referees} is blank */
    public KnowledgeConfig {
        Referees.require(referees);
    }

    /** With the referee that comes with Millrace. */
    public static KnowledgeConfig defaults() {
        return new KnowledgeConfig(Referees.SHIPPED);
    }
}
