package dev.millrace.models.qwen.verify;

import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.text.ChatForm;
import dev.millrace.models.qwen.text.QwenTokenizer;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.text.Tokens;
import java.util.Set;

/** The checkpoint's tokenizer: ids of prompts, in which an image is one token until its size is known, and of responses. */
final class TextCheck implements Check {

    private static final String FILE = "tokenizer.json";

    @Override
    public void run(VectorSet vectors, Results results) {
        ModelSource checkpoint = vectors.checkpoint(VectorSet.MAIN);
        if (!checkpoint.has(FILE)) {
            results.skipped("ids of texts", checkpoint.describe(FILE) + " is not there");
            return;
        }
        try (QwenTokenizer tokenizer = QwenTokenizer.open(checkpoint, Set.of())) {
            for (String name : vectors.sequences()) {
                results.attempt(name + ": ids of its text", () -> sequence(vectors, name, tokenizer, results));
            }
        }
    }

    private static void sequence(VectorSet vectors, String name, QwenTokenizer tokenizer, Results results) {
        VectorNode sequence = vectors.sequence(name);
        if (sequence.at("text").exists()) {
            results.equal(
                    name + ": ids of its text",
                    tokenizer.encode(expanded(vectors, name)).toArray(),
                    sequence.at("prompt_ids"));
        }
        if (sequence.at("response_text").exists()) {
            String text = sequence.at("response_text").text();
            results.equal(
                    name + ": ids of its response", tokenizer.encode(text).toArray(), sequence.at("response_ids"));
            results.equal(
                    name + ": text of its response",
                    tokenizer.decode(Tokens.of(vectors.responseIds(name)), true),
                    sequence.at("response_text"));
        }
    }

    /** The text with as many places for each image as it has tokens. */
    private static String expanded(VectorSet vectors, String name) {
        String text = vectors.sequence(name).at("text").text();
        StringBuilder expanded = new StringBuilder();
        int from = 0;
        for (PatchGrid grid : vectors.grids(vectors.imagesOf(name))) {
            int at = text.indexOf(ChatForm.IMAGE, from);
            if (at < 0) {
                throw new IllegalArgumentException("its text has fewer places for images than it has images");
            }
            expanded.append(text, from, at).append(ChatForm.IMAGE.repeat(grid.tokens()));
            from = at + ChatForm.IMAGE.length();
        }
        return expanded.append(text, from, text.length()).toString();
    }
}
