package dev.millrace.models.qwen.config;

import java.util.List;

/**
 * The vision tower.
 *
 * @param depth transformer blocks
 * @param hidden size of a patch's vector
 * @param intermediate inner size of the feed-forward
 * @param heads attention heads
 * @param outHidden size of a merged token's vector: that of the language model's tokens
 * @param patchSize edge of a patch, in pixels
 * @param mergeSize edge of the square of patches that becomes one token
 * @param temporalPatchSize frames that a patch spans; an image repeats its one
 * @param channels values per pixel
 * @param windowCells edge of an attention window in merged tokens; 0 where all blocks see the whole image
 * @param fullBlocks blocks that see the whole image although there are windows
 * @param positions edge of the table of learned positions; 0 where there is none
 * @param deepstackBlocks blocks whose output goes into the language model too: the n-th behind its layer n
 */
public record VisionConfig(
        int depth,
        int hidden,
        int intermediate,
        int heads,
        int outHidden,
        int patchSize,
        int mergeSize,
        int temporalPatchSize,
        int channels,
        int windowCells,
        List<Integer> fullBlocks,
        int positions,
        List<Integer> deepstackBlocks) {

    /** @throws IllegalArgumentException naming the key whose value does not fit the others */
    public VisionConfig {
        fullBlocks = fullBlocks.stream().sorted().toList();
        deepstackBlocks = List.copyOf(deepstackBlocks);
        if (hidden % heads != 0 || hidden / heads % 4 != 0) {
            throw new IllegalArgumentException("hidden_size " + hidden + " over num_heads " + heads
                    + " must give a multiple of 4: half of it turns by the row, half by the column");
        }
        if (channels != 3) {
            throw new IllegalArgumentException("in_channels must be 3, not " + channels);
        }
        requireBlocks("fullatt_block_indexes", fullBlocks, depth);
        requireBlocks("deepstack_visual_indexes", deepstackBlocks, depth);
    }

    private static void requireBlocks(String key, Iterable<Integer> blocks, int depth) {
        for (int block : blocks) {
            if (block < 0 || block >= depth) {
                throw new IllegalArgumentException(key + " names block " + block + " of " + depth);
            }
        }
    }

    /** Edge of what becomes one token of the language model, in pixels; sizes of images are multiples of it. */
    public int cellSize() {
        return patchSize * mergeSize;
    }

    /** Patches that become one token. */
    public int patchesPerCell() {
        return mergeSize * mergeSize;
    }

    /** Values of one patch: channels, frames, rows, columns. */
    public int patchValues() {
        return channels * temporalPatchSize * patchSize * patchSize;
    }

    /** Size of an attention head. */
    public int headSize() {
        return hidden / heads;
    }

    /** Whether a block attends within windows only. */
    public boolean isWindowed(int block) {
        return windowCells > 0 && !fullBlocks.contains(block);
    }
}
