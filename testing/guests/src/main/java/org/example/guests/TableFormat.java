package org.example.guests;

import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.text.Tokens;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A prompt is the row that its text and its images fall on; a response is a word. Immutable. */
final class TableFormat implements PromptFormat {

    private final TableConfig config;

    TableFormat(TableConfig config) {
        this.config = config;
    }

    @Override
    public EncodedPrompt encode(String text, List<EncodedImage> images) {
        int hash = text.hashCode();
        for (EncodedImage image : images) {
            hash = 31 * hash + image.digest().sha256().hashCode();
        }
        return new EncodedPrompt.Ready(input(Tokens.of(config.rowToken(Math.floorMod(hash, config.rows()))), images));
    }

    /** The input of a prompt that was recorded, or why it is none. */
    EncodedPrompt recorded(Tokens tokens, List<EncodedImage> images) {
        if (tokens.length() != 1 || !isRow(tokens.at(0))) {
            return new EncodedPrompt.Refused("the prompt is " + tokens + ", but a row of this table is one token from "
                    + config.rowToken(0) + " to " + config.rowToken(config.rows() - 1));
        }
        return new EncodedPrompt.Ready(input(tokens, images));
    }

    /** @throws IllegalArgumentException if it is none of this table */
    int row(PolicyInput input) {
        return config.row(
                recorded(input.tokens(), input.images()).orThrow().tokens().at(0));
    }

    private boolean isRow(int token) {
        int row = config.row(token);
        return row >= 0 && row < config.rows();
    }

    /** Each image takes one position before the row. */
    private static PolicyInput input(Tokens row, List<EncodedImage> images) {
        return new PolicyInput(
                row,
                images,
                IntStream.range(0, images.size())
                        .mapToObj(image -> new ImageRun(image, 1, 1, 1))
                        .toList());
    }

    @Override
    public String decode(Tokens tokens) {
        return IntStream.of(tokens.toArray())
                .filter(config::isWord)
                .mapToObj(config.words()::get)
                .reduce("", (before, word) -> before.isEmpty() ? word : before + " " + word);
    }

    @Override
    public List<String> pieces(Tokens tokens) {
        return IntStream.of(tokens.toArray()).mapToObj(this::piece).toList();
    }

    private String piece(int token) {
        if (config.isWord(token)) {
            return config.words().get(token);
        }
        return token == config.endToken() ? "<end>" : "<row " + config.row(token) + ">";
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(config.endToken());
    }
}
