package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.Script;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sequences forward, and backward as far as was asked for: see {@link Kept}. To be used within a scope without gradients; closing
 * frees what is kept.
 */
final class TrainingPass implements AutoCloseable {

    /** What a pass holds for the way back. */
    enum Kept {
        /** Nothing: there is no way back. */
        NOTHING,
        /**
         * What each layer reads, and each block of a tower that is trained: one vector a token and layer. Each is computed again on
         * the way back.
         */
        INPUTS,
        /** All that the layers of the language model compute: only embedding and tower, and the norm at the end, are computed again. */
        LAYERS
    }

    /** A layer that was computed: what it read, and what came out, with its history if that is kept. */
    private record Passed(NDArray input, @Nullable NDArray output) {}

    private final TrainedParts trained;
    private final Kept keeping;
    private final VisionTower tower;
    private final LanguageModel language;
    private final Script script;
    private final NDManager kept;
    private final ShownImages shown;
    private final long[] runs;
    private final NDArray ids;
    private final Rotation rotation;
    private final NDArray imagePlaces;
    private final NDArray imageRows;
    private final NDArray answerPlaces;
    private final List<Passed> passed = new ArrayList<>();
    private final NDArray last;
    private List<NDArray> deepstack = List.of();
    private @Nullable NDArray merged;
    private @Nullable TowerPass pastTower;

    /**
     * Runs forward.
     *
     * @param rows at least one
     */
    TrainingPass(NDManager manager, QwenNetwork network, TrainedParts trained, Kept keeping, List<AnsweredRow> rows) {
        this.trained = trained;
        this.keeping = keeping;
        this.tower = new VisionTower(network);
        this.language = new LanguageModel(network);
        this.script = Kernels.get();
        this.kept = manager.newSubManager();
        SharedPrompts batch = new SharedPrompts(rows);
        this.shown = batch.shown();
        this.runs = batch.runs();
        this.ids = keep(batch.ids(kept));
        Rotation turned = batch.rotation(kept, network.config().text().rotary());
        this.rotation = new Rotation(keep(turned.cos()), keep(turned.sin()));
        this.imagePlaces = keep(kept.create(shown.places()));
        this.imageRows = keep(kept.create(shown.rows()));
        this.answerPlaces = keep(kept.create(batch.answerPlaces()));
        this.last = forward();
    }

    private NDArray keep(NDArray array) {
        TensorOps.keep(array).attach(kept);
        return array;
    }

    private NDArray forward() {
        NDArray x = read();
        for (int layer = 0; layer < language.layers(); layer++) {
            NDArray y;
            try (NDManager piece = kept.newSubManager();
                    NDScope ignored = new NDScope()) {
                y = past(piece, layer, x);
            }
            if (keeping == Kept.NOTHING) {
                x.close();
            }
            x = y;
        }
        return x;
    }

    /** What the first layer reads. */
    private NDArray read() {
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            NDArray x = language.embedded(ids);
            if (!shown.isEmpty()) {
                VisionTower.Seen seen = atPlaces(distinct(piece));
                x = at(piece, "replaced", x, seen.merged());
                deepstack = seen.deepstack().stream().map(this::keep).toList();
                merged = trained.tower() || keeping == Kept.NOTHING ? null : keep(seen.merged());
            }
            return keep(x);
        }
    }

    /** Computes a layer, and keeps of it what is to be kept. */
    private NDArray past(NDManager piece, int layer, NDArray x) {
        if (keeping != Kept.LAYERS || layer < trained.lowestLayer()) {
            NDArray y = keep(behind(piece, layer, x));
            passed.add(new Passed(x, null));
            return y;
        }
        NDArray input = keep(Backpropagation.leaf(x));
        NDArray output = keep(Backpropagation.recorded(() -> behind(piece, layer, input)));
        passed.add(new Passed(input, output));
        return keep(output.stopGradient());
    }

    /** What the tower makes of the images, each once. */
    private VisionTower.Seen distinct(NDManager piece) {
        if (keeping != Kept.INPUTS || !trained.tower()) {
            return tower.see(piece, shown.distinct());
        }
        TowerPass pass = new TowerPass(kept, tower, shown.distinct());
        pastTower = pass;
        return pass.seen();
    }

    /** The same for each of their places: images that several rows show go through the tower once. */
    private VisionTower.Seen atPlaces(VisionTower.Seen distinct) {
        return new VisionTower.Seen(
                TensorOps.embedding(imageRows, distinct.merged()),
                distinct.deepstack().stream()
                        .map(each -> TensorOps.embedding(imageRows, each))
                        .toList());
    }

    /** What the next layer reads. */
    private NDArray behind(NDManager manager, int layer, NDArray x) {
        NDArray y = language.layer(manager, layer, x, rotation, runs);
        return layer < deepstack.size() ? at(manager, "added", y, deepstack.get(layer)) : y;
    }

    private NDArray at(NDManager manager, String how, NDArray x, NDArray rows) {
        Shape shape = x.getShape();
        return script.call(manager, how, x.reshape(-1, shape.get(2)), imagePlaces, rows)
                .reshape(shape);
    }

    /** What the output layer reads for each token of the answers, (tokens, hidden). */
    NDArray answers(NDManager manager) {
        return answers(manager, last);
    }

    private NDArray answers(NDManager manager, NDArray output) {
        NDArray chosen = TensorOps.embedding(
                answerPlaces, output.reshape(-1, output.getShape().get(2)));
        return language.normed(manager, chosen);
    }

    /**
     * Carries a derivative back to all parameters that are trained; once at most, and not where nothing was kept.
     *
     * @param by the derivative by {@link #answers(NDManager)}
     */
    void back(NDArray by) {
        NDArray up = through(last, by, (piece, x) -> answers(piece, x));
        List<NDArray> byDeepstack = new ArrayList<>();
        for (int layer = language.layers() - 1; layer >= trained.lowestLayer(); layer--) {
            if (trained.tower() && layer < deepstack.size()) {
                byDeepstack.add(0, keep(rowsAt(up)));
            }
            NDArray next = through(layer, up);
            up.close();
            up = next;
        }
        if (trained.embedding() || trained.tower() && !shown.isEmpty()) {
            intoEmbedding(up, byDeepstack);
        }
        up.close();
    }

    private interface Piece {
        NDArray of(NDManager manager, NDArray x);
    }

    private NDArray through(int layer, NDArray by) {
        Passed own = passed.get(layer);
        NDArray output = own.output();
        return output == null
                ? through(own.input(), by, (piece, x) -> behind(piece, layer, x))
                : Backpropagation.through(kept, own.input(), output, by);
    }

    private NDArray through(NDArray input, NDArray by, Piece output) {
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            NDArray leaf = Backpropagation.leaf(input);
            return Backpropagation.through(kept, leaf, Backpropagation.recorded(() -> output.of(piece, leaf)), by);
        }
    }

    private NDArray rowsAt(NDArray up) {
        return TensorOps.embedding(imagePlaces, up.reshape(-1, up.getShape().get(2)));
    }

    private void intoEmbedding(NDArray up, List<NDArray> byDeepstack) {
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            List<NDArray> by = new ArrayList<>(List.of(up));
            by.addAll(byDeepstack);
            TowerPass pass = pastTower;
            if (pass == null) {
                Backpropagation.from(piece, Backpropagation.recorded(() -> embedding(piece)), by);
                return;
            }
            NDArray merger = Backpropagation.leaf(pass.seen().merged());
            List<NDArray> leaves =
                    pass.seen().deepstack().stream().map(Backpropagation::leaf).toList();
            VisionTower.Seen seen = new VisionTower.Seen(merger, leaves);
            Backpropagation.from(piece, Backpropagation.recorded(() -> replaced(piece, seen)), by);
            pass.back(
                    Backpropagation.gradient(kept, merger),
                    leaves.stream()
                            .map(leaf -> Backpropagation.gradient(kept, leaf))
                            .toList(),
                    trained.embedding());
        }
    }

    /** What the first layer reads, and what the tower hands to the layers behind it if it is trained. */
    private List<NDArray> embedding(NDManager piece) {
        NDArray constant = merged;
        if (constant != null) {
            return List.of(at(piece, "replaced", language.embedded(ids), constant));
        }
        return shown.isEmpty() ? List.of(language.embedded(ids)) : replaced(piece, tower.see(piece, shown.distinct()));
    }

    private List<NDArray> replaced(NDManager piece, VisionTower.Seen distinct) {
        VisionTower.Seen seen = atPlaces(distinct);
        List<NDArray> outputs = new ArrayList<>(List.of(at(piece, "replaced", language.embedded(ids), seen.merged())));
        outputs.addAll(seen.deepstack());
        return outputs;
    }

    @Override
    public void close() {
        kept.close();
    }
}
