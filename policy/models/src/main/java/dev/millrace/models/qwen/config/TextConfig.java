package dev.millrace.models.qwen.config;

/**
 * The language model.
 *
 * @param hidden size of a token's vector
 * @param intermediate inner size of the feed-forward
 * @param layers transformer layers
 * @param heads heads of queries
 * @param keyValueHeads heads of keys and values, each for as many of queries
 * @param headSize size of a head; {@code heads * headSize} need not be {@code hidden}
 * @param vocabulary rows of the embedding, which may be more than the tokenizer has ids
 * @param epsilon of the norms
 * @param maxPositions most positions of a sequence
 * @param rotary how positions turn
 */
public record TextConfig(
        int hidden,
        int intermediate,
        int layers,
        int heads,
        int keyValueHeads,
        int headSize,
        int vocabulary,
        double epsilon,
        int maxPositions,
        MultimodalRotary rotary) {

    /** @throws IllegalArgumentException naming the key whose value does not fit the others */
    public TextConfig {
        if (heads % keyValueHeads != 0) {
            throw new IllegalArgumentException(
                    "num_attention_heads " + heads + " is no multiple of num_key_value_heads " + keyValueHeads);
        }
        if (headSize % 2 != 0 || rotary.frequencies() != headSize / 2) {
            throw new IllegalArgumentException("mrope_section adds up to " + rotary.frequencies()
                    + ", but half of a head of " + headSize + " is needed");
        }
        if (!(epsilon > 0)) {
            throw new IllegalArgumentException("rms_norm_eps must be above 0, not " + epsilon);
        }
    }
}
