package org.example.guests;

import dev.millrace.policy.Ability;
import dev.millrace.policy.PolicyDescription;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.CheckpointJson;
import dev.millrace.policy.checkpoint.ModelSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * The architecture of a table, as it stands in {@code config.json}. Token ids are the words from 0, the end mark, then the
 * rows.
 *
 * @param family {@value #FAMILY}
 * @param rows rows of the table; prompts that fall on one row are one prompt to it
 * @param words what it can say
 * @param pace multiplies the learning rate, which is meant for networks
 */
public record TableConfig(String family, int rows, List<String> words, double pace) {

    /** The family's name. */
    public static final String FAMILY = "table";

    /** The file of a checkpoint that this is. */
    public static final String FILE = "config.json";

    /** A word and the end mark. */
    static final int RESPONSE_TOKENS = 2;

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public TableConfig {
        words = List.copyOf(words);
        if (!family.equals(FAMILY)) {
            throw new IllegalArgumentException("family must be " + FAMILY + ", not " + family);
        }
        if (rows < 1) {
            throw new IllegalArgumentException("rows must be at least 1, not " + rows);
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("words must name at least one");
        }
        if (!(pace > 0) || Double.isInfinite(pace)) {
            throw new IllegalArgumentException("pace must be above 0, not " + pace);
        }
    }

    /** @throws CheckpointException if the file is missing or malformed */
    static TableConfig read(ModelSource checkpoint) {
        return CheckpointJson.read(checkpoint.read(FILE), TableConfig.class, checkpoint.describe(FILE));
    }

    /** @throws IllegalArgumentException if it is none of this family */
    static TableConfig parse(String architecture) {
        try {
            return CheckpointJson.read(
                    architecture.getBytes(StandardCharsets.UTF_8), TableConfig.class, "the architecture");
        } catch (CheckpointException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    String toJson() {
        return new String(CheckpointJson.write(this), StandardCharsets.UTF_8);
    }

    PolicyDescription description() {
        return new PolicyDescription(
                FAMILY,
                toJson(),
                rowToken(rows),
                1,
                RESPONSE_TOKENS,
                Set.of(Ability.GIVES_ENTROPIES, Ability.REPEATS_BY_SEED));
    }

    int width() {
        return words.size();
    }

    int endToken() {
        return words.size();
    }

    boolean isWord(int token) {
        return token >= 0 && token < words.size();
    }

    /** The token that a prompt of this row is. */
    int rowToken(int row) {
        return words.size() + 1 + row;
    }

    /** The row that a token is; negative or too large if it is none. */
    int row(int token) {
        return token - words.size() - 1;
    }
}
