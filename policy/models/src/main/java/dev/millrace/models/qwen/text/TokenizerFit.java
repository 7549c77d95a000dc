package dev.millrace.models.qwen.text;

import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether a tokenizer is the one that a model was made with, as far as files can tell. One that is not would write every prompt
 * wrongly, and no error would say so.
 */
public final class TokenizerFit {

    private TokenizerFit() {}

    /**
     * Compares the tokenizer with the model's configuration.
     *
     * @param stopIds that end a response
     * @throws CheckpointException naming the token whose id is not the model's
     */
    public static void require(ModelSource checkpoint, TokenTable table, QwenConfig config, Set<Integer> stopIds) {
        String where = checkpoint.describe(TokenTable.FILE);
        int vocabulary = config.text().vocabulary();
        if (table.size() > vocabulary) {
            throw new CheckpointException(
                    where, "has " + table.size() + " ids, but the model has " + vocabulary + " rows of its embedding");
        }
        Map<String, Integer> ids = new TreeMap<>(Map.of(
                ChatForm.IMAGE, config.imageToken(),
                ChatForm.VISION_BEGIN, config.visionStart(),
                ChatForm.VISION_END, config.visionEnd()));
        ids.forEach((token, id) -> {
            Optional<Integer> own = table.added(token);
            if (own.isPresent() && !own.get().equals(id)) {
                throw new CheckpointException(
                        where, "gives " + token + " the id " + own.get() + ", but config.json says " + id);
            }
        });
        for (int id : stopIds) {
            if (id < 0 || id >= vocabulary) {
                throw new CheckpointException(
                        where,
                        "is of a model whose eos_token_id " + id + " is outside its vocabulary of " + vocabulary);
            }
        }
    }

    /**
     * Compares the tokenizer with the chat form.
     *
     * @throws CheckpointException naming a special token of the form that the tokenizer has not: it would be written as plain text
     */
    public static void require(ModelSource checkpoint, TokenTable table, ChatForm form) {
        for (String token : form.special()) {
            if (table.added(token).isEmpty()) {
                throw new CheckpointException(
                        checkpoint.describe(TokenTable.FILE),
                        "has no token " + token + ", which conversations are written with; say another form in "
                                + ChatForms.FILE + " beside it");
            }
        }
    }
}
