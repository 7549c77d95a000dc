package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Additive attention masks: 0 where a key is seen, −1e9 where not. Not −∞: a row in which nothing is seen would become
 * NaN, and with it every gradient.
 */
final class AttentionMask {

    private static final float UNSEEN = -1e9f;

    private AttentionMask() {}

    /** Within a batch of prompts, (P, 1, 1, Tp, Tp). */
    static NDArray withinPrompts(NDManager manager, PromptRows batch) {
        int length = batch.length();
        float[] mask = new float[batch.size() * length * length];
        int next = 0;
        for (int row = 0; row < batch.size(); row++) {
            for (int query = 0; query < length; query++) {
                for (int key = 0; key < length; key++) {
                    mask[next++] = batch.sees(row, query, key) ? 0 : UNSEEN;
                }
            }
        }
        return manager.create(mask, new Shape(batch.size(), 1, 1, length, length));
    }

    /** From any continuation to the keys of its prompt, (P, 1, 1, Tp). */
    static NDArray ofPromptKeys(NDManager manager, PromptRows batch) {
        int length = batch.length();
        float[] mask = new float[batch.size() * length];
        for (int row = 0; row < batch.size(); row++) {
            for (int key = 0; key < length; key++) {
                mask[row * length + key] = batch.isToken(row, key) ? 0 : UNSEEN;
            }
        }
        return manager.create(mask, new Shape(batch.size(), 1, 1, length));
    }

    /** Causal within a continuation, (T, T). */
    static NDArray causal(NDManager manager, int length) {
        float[] mask = new float[length * length];
        for (int query = 0; query < length; query++) {
            for (int key = query + 1; key < length; key++) {
                mask[query * length + key] = UNSEEN;
            }
        }
        return manager.create(mask, new Shape(length, length));
    }
}
