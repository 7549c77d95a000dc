package dev.millrace.models.qwen.verify;

import ai.djl.ndarray.NDArray;
import dev.millrace.models.qwen.model.StageListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what is compared of each stage of a pass. For one pass. */
final class Stages implements StageListener {

    private float[] patches = {};
    private float[] places = {};
    private final List<float[]> blocks = new ArrayList<>();
    private final List<float[]> layers = new ArrayList<>();

    @Override
    public void passed(Stage stage, int number, NDArray values) {
        float[] all = values.toFloatArray();
        switch (stage) {
            case PATCHES -> patches = all;
            case PLACES -> places = all;
            case BLOCK -> blocks.add(all);
            case EMBEDDING, LAYER -> layers.add(all);
        }
    }

    /** Patches as vectors. */
    float[] patches() {
        return patches;
    }

    /** What is added to them for their places; empty where nothing is. */
    float[] places() {
        return places;
    }

    /** What each block of the tower gives. */
    List<float[]> blocks() {
        return blocks;
    }

    /** What the first layer of the language model reads, then what each gives. */
    List<float[]> layers() {
        return layers;
    }

    /** The mean amount of each of several lists of numbers. */
    static float[] means(List<float[]> all) {
        float[] means = new float[all.size()];
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            for (float value : all.get(i)) {
                sum += Math.abs(value);
            }
            means[i] = (float) (sum / all.get(i).length);
        }
        return means;
    }

    /** A piece of each of several lists of numbers, one piece behind the other. */
    static float[] parts(List<float[]> all, int from, int count) {
        float[] parts = new float[all.size() * count];
        for (int i = 0; i < all.size(); i++) {
            System.arraycopy(Arrays.copyOfRange(all.get(i), from, from + count), 0, parts, i * count, count);
        }
        return parts;
    }
}
