package dev.millrace.cli.speed;

import java.util.Locale;

/**
 * The size of a random Qwen2.5-VL with a small tower and a tied output layer.
 *
 * @param hidden width of a token
 * @param intermediate of the feed-forward
 * @param layers of the language model
 * @param heads of queries
 * @param keyValueHeads of keys and values
 * @param vocabulary rows of the embedding
 */
public record ModelShape(int hidden, int intermediate, int layers, int heads, int keyValueHeads, int vocabulary) {

    /** That of Qwen2.5-0.5B: 494 million parameters. */
    static final ModelShape HALF_BILLION = new ModelShape(896, 4864, 24, 14, 2, 151_936);

    /** For a look whether all of it works. */
    static final ModelShape TINY = new ModelShape(64, 128, 2, 4, 2, 1024);

    /** @throws IllegalArgumentException if there is none of this name */
    public static ModelShape named(String name) {
        return switch (name) {
            case "0.5b" -> HALF_BILLION;
            case "tiny" -> TINY;
            default -> throw new IllegalArgumentException("--shape must be 0.5b or tiny, not " + name);
        };
    }

    /** The id at which an answer ends. */
    public int endOfTurn() {
        return special(2);
    }

    int headSize() {
        return hidden / heads;
    }

    /** Ids of the special tokens, which are the last of the vocabulary. */
    int special(int index) {
        return vocabulary - RandomModel.SPECIAL.size() + index;
    }

    /** {@code config.json}, as Qwen2.5-VL is published. */
    String config() {
        int half = headSize() / 2;
        return String.format(
                Locale.ROOT,
                """
                {"model_type": "qwen2_5_vl", "tie_word_embeddings": true,
                 "hidden_size": %d, "intermediate_size": %d, "num_hidden_layers": %d, "num_attention_heads": %d,
                 "num_key_value_heads": %d, "vocab_size": %d, "rms_norm_eps": 1e-6, "max_position_embeddings": 32768,
                 "rope_theta": 1000000.0, "rope_scaling": {"type": "mrope", "mrope_section": [%d, %d, %d]},
                 "image_token_id": %d, "video_token_id": %d, "vision_start_token_id": %d, "vision_end_token_id": %d,
                 "vision_config": {"depth": 2, "hidden_size": 64, "intermediate_size": 128, "num_heads": 2,
                  "out_hidden_size": %d, "patch_size": 14, "window_size": 112, "fullatt_block_indexes": [1]}}
                """,
                hidden,
                intermediate,
                layers,
                heads,
                keyValueHeads,
                vocabulary,
                half - 2 * (half / 4),
                half / 4,
                half / 4,
                special(5),
                special(6),
                special(3),
                special(4),
                hidden);
    }
}
