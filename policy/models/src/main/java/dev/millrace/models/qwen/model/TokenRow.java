package dev.millrace.models.qwen.model;

import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.image.PatchRows;
import dev.millrace.models.qwen.layout.TokenPositions;
import dev.millrace.policy.text.Tokens;
import java.util.List;

/**
 * One sequence: a prompt, and maybe an answer behind it.
 *
 * @param tokens all of it, the places of images included
 * @param runs where the tokens of each image begin
 * @param images as the tower reads them, in order
 */
public record TokenRow(Tokens tokens, List<Integer> runs, List<PatchRows> images) {

    public TokenRow {
        runs = List.copyOf(runs);
        images = List.copyOf(images);
    }

    public int length() {
        return tokens.length();
    }

    /** @throws IllegalArgumentException if the images' tokens do not lie within the sequence */
    public TokenPositions positions() {
        return TokenPositions.of(length(), runs, grids());
    }

    List<PatchGrid> grids() {
        return images.stream().map(PatchRows::grid).toList();
    }
}
