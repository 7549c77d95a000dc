package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import org.jspecify.annotations.Nullable;

/**
 * Self-attention of a segment, shared by all modalities. Queries of the G sequences of a prompt are laid side by side, so
 * that the prompt's keys and values are read once per prompt and never copied per sequence.
 */
final class Attention {

    private final int heads;
    private final int headSize;
    private final int width;
    private final RotaryPositions rotary;

    Attention(PolicyConfig config, RotaryPositions rotary) {
        this.rotary = rotary;
        this.heads = config.heads();
        this.headSize = config.headSize();
        this.width = config.width();
    }

    /**
     * Queries, keys and values with positions applied, each (P, heads, G, T, d); the queries are scaled by 1/√d.
     */
    record Projected(NDArray queries, NDArray keys, NDArray values) {}

    /** Projects a normalised input of (P·G, T, width), or of (P·G·T, width). */
    Projected project(LayerParameters parameters, NDArray normalised, Segment segment) {
        NDArray qkv = TensorOps.linear(normalised, parameters.qkv());
        int last = qkv.getShape().dimension() - 1;
        NDArray queriesAndKeys = TensorOps.slice(qkv, last, 0, 2L * width);
        NDArray values = TensorOps.slice(qkv, last, 2L * width, 3L * width);
        int prompts = segment.layout().prompts();
        int group = segment.layout().group();
        int length = segment.layout().length();
        NDArray unturned = queriesAndKeys.reshape(new Shape(prompts, group, length, 2, heads, headSize));
        NDArray turned = rotary.turn(unturned, segment.rotation())
                .reshape(new Shape(prompts, group, length, 2L * heads, headSize));
        return new Projected(
                headsFirst(TensorOps.slice(turned, 3, 0, heads)),
                headsFirst(TensorOps.slice(turned, 3, heads, 2L * heads)),
                headsFirst(values.reshape(new Shape(prompts, group, length, heads, headSize))));
    }

    /**
     * Lays out what was projected for tokens that stand apart.
     *
     * @param apart of {@link Layout#apart}
     * @param tokens which of them stands at each cell of the layout, int64, (P·G·T)
     */
    Projected laidOut(Projected apart, NDArray tokens, Layout layout) {
        return new Projected(
                laidOut(apart.queries(), tokens, layout),
                laidOut(apart.keys(), tokens, layout),
                laidOut(apart.values(), tokens, layout));
    }

    private NDArray laidOut(NDArray apart, NDArray tokens, Layout layout) {
        NDArray flat = apart.reshape(new Shape(apart.getShape().get(0), width));
        return headsFirst(TensorOps.embedding(tokens, flat)
                .reshape(new Shape(layout.prompts(), layout.group(), layout.length(), heads, headSize)));
    }

    private static NDArray headsFirst(NDArray x) {
        return x.transpose(0, 3, 1, 2, 4);
    }

    /** The prompts' own keys and values, in the layout continuations read; only for segments of G = 1. */
    KeyValues toPrefix(Projected projected, Segment segment) {
        Shape shape =
                new Shape(segment.layout().prompts(), heads, segment.layout().length(), headSize);
        return new KeyValues(
                projected.keys().reshape(shape).transpose(0, 1, 3, 2),
                projected.values().reshape(shape));
    }

    /**
     * What the tokens gather, (P·G, T, width), before the output matrix.
     *
     * @param own of the tokens, in the layout
     * @param mask additive, between the tokens of a sequence; null if every one sees all of it
     * @param prefix the layer's prompt keys and values, or null while the prompts themselves are encoded
     * @param prefixMask (P, 1, 1, Tp), given with {@code prefix}
     */
    NDArray gather(
            Projected own,
            Layout layout,
            @Nullable NDArray mask,
            @Nullable KeyValues prefix,
            @Nullable NDArray prefixMask) {
        NDArray ownScores = own.queries().matMul(own.keys().transpose(0, 1, 2, 4, 3));
        if (mask != null) {
            ownScores = ownScores.add(mask);
        }
        NDArray mixed = prefix == null || prefixMask == null
                ? ownScores.softmax(4).matMul(own.values())
                : gatherWithPrefix(own, ownScores, layout, prefix, prefixMask);
        return mixed.transpose(0, 2, 3, 1, 4).reshape(new Shape(layout.rows(), layout.length(), width));
    }

    private NDArray gatherWithPrefix(
            Projected own, NDArray ownScores, Layout layout, KeyValues prefix, NDArray prefixMask) {
        int prompts = layout.prompts();
        int group = layout.group();
        int length = layout.length();
        long sideBySide = (long) group * length;
        long promptLength = prefix.values().getShape().get(2);
        NDArray prefixScores = own.queries()
                .reshape(new Shape(prompts, heads, sideBySide, headSize))
                .matMul(prefix.keysTransposed())
                .add(prefixMask)
                .reshape(new Shape(prompts, heads, group, length, promptLength));
        NDArray weights =
                NDArrays.concat(new NDList(prefixScores, ownScores), 4).softmax(4);
        NDArray fromPrefix = TensorOps.slice(weights, 4, 0, promptLength)
                .reshape(new Shape(prompts, heads, sideBySide, promptLength))
                .matMul(prefix.values())
                .reshape(new Shape(prompts, heads, group, length, headSize));
        NDArray fromOwn = TensorOps.slice(
                        weights, 4, promptLength, weights.getShape().get(4))
                .matMul(own.values());
        return fromPrefix.add(fromOwn);
    }

    /**
     * What the next token of each row gathers, (rows, 1, width), before the output matrix.
     *
     * @param queries of it, (rows, heads, 1, 1, d)
     * @param keys of the row's own tokens, the next one included, (T, rows, width)
     * @param values as {@code keys}
     * @param lanes where the rows stand among those of their prompt
     * @param prefix the layer's prompt keys and values
     * @param prefixMask (P, 1, 1, Tp)
     */
    NDArray gather(
            NDArray queries,
            NDArray keys,
            NDArray values,
            SharedRows.Lanes lanes,
            KeyValues prefix,
            NDArray prefixMask) {
        long rows = queries.getShape().get(0);
        long tokens = keys.getShape().get(0);
        long promptLength = prefix.values().getShape().get(2);
        Shape own = new Shape(tokens, rows, heads, headSize);
        NDArray flat = queries.reshape(new Shape(rows, width));
        NDArray prefixScores = inRows(
                sideBySide(flat, lanes, headSize)
                        .matMul(prefix.keysTransposed())
                        .add(prefixMask),
                lanes,
                promptLength);
        // One query for each row: to multiply and to sum up is less work than as many products of tiny matrices.
        NDArray ownScores = keys.reshape(own)
                .mul(flat.reshape(new Shape(1, rows, heads, headSize)))
                .sum(new int[] {3})
                .transpose(1, 2, 0);
        NDArray weights =
                NDArrays.concat(new NDList(prefixScores, ownScores), 2).softmax(2);
        NDArray onPrefix = TensorOps.slice(weights, 2, 0, promptLength).reshape(new Shape(rows, heads * promptLength));
        NDArray fromPrefix = inRows(sideBySide(onPrefix, lanes, promptLength).matMul(prefix.values()), lanes, headSize);
        NDArray fromOwn = TensorOps.slice(weights, 2, promptLength, promptLength + tokens)
                .transpose(2, 0, 1)
                .expandDims(3)
                .mul(values.reshape(own))
                .sum(new int[] {0});
        return fromPrefix.add(fromOwn).reshape(new Shape(rows, 1, width));
    }

    /** From (rows, heads · n) to (P, heads, lanes, n). */
    private NDArray sideBySide(NDArray flat, SharedRows.Lanes lanes, long n) {
        NDArray order = lanes.laid();
        NDArray laid = order == null ? flat : TensorOps.embedding(order, flat);
        return laid.reshape(new Shape(laid.getShape().get(0) / lanes.each(), lanes.each(), heads, n))
                .transpose(0, 2, 1, 3);
    }

    /** From (P, heads, lanes, n) to (rows, heads, n). */
    private NDArray inRows(NDArray beside, SharedRows.Lanes lanes, long n) {
        NDArray all =
                beside.transpose(0, 2, 1, 3).reshape(new Shape(beside.getShape().get(0) * lanes.each(), heads * n));
        NDArray places = lanes.places();
        NDArray flat = places == null ? all : TensorOps.embedding(places, all);
        return flat.reshape(new Shape(flat.getShape().get(0), heads, n));
    }
}
