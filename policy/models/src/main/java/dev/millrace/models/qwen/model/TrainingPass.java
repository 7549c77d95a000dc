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
 * Sequences forward, keeping what each layer reads, and backward, computing each layer again: so memory holds one vector a token
 * and layer, and the inside of one layer. To be used within a scope without gradients; closing frees what is kept.
 */
final class TrainingPass implements AutoCloseable {

    private final TrainedParts trained;
    private final VisionTower tower;
    private final LanguageModel language;
    private final Script script;
    private final NDManager kept;
    private final TokenBatch batch;
    private final NDArray ids;
    private final Rotation rotation;
    private final NDArray imagePlaces;
    private final NDArray imageRows;
    private final NDArray answerPlaces;
    private final List<NDArray> inputs = new ArrayList<>();
    private List<NDArray> deepstack = List.of();
    private @Nullable NDArray merged;

    /**
     * Runs forward.
     *
     * @param rows at least one
     */
    TrainingPass(NDManager manager, QwenNetwork network, TrainedParts trained, List<AnsweredRow> rows) {
        this.trained = trained;
        this.tower = new VisionTower(network);
        this.language = new LanguageModel(network);
        this.script = Kernels.get();
        this.kept = manager.newSubManager();
        this.batch = new TokenBatch(rows.stream().map(AnsweredRow::read).toList());
        this.ids = keep(batch.ids(kept));
        Rotation turned = batch.rotation(kept, network.config().text().rotary());
        this.rotation = new Rotation(keep(turned.cos()), keep(turned.sin()));
        this.imagePlaces = keep(kept.create(batch.imagePlaces()));
        this.imageRows = keep(kept.create(batch.imageRows()));
        this.answerPlaces = keep(kept.create(AnsweredRow.places(rows, batch.columns())));
        forward();
    }

    private NDArray keep(NDArray array) {
        TensorOps.keep(array).attach(kept);
        return array;
    }

    private void forward() {
        NDArray x;
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            x = language.embedded(ids);
            if (!batch.images().isEmpty()) {
                VisionTower.Seen seen = seen(piece);
                x = at(piece, "replaced", x, seen.merged());
                deepstack = seen.deepstack().stream().map(this::keep).toList();
                merged = trained.tower() ? null : keep(seen.merged());
            }
            keep(x);
        }
        inputs.add(x);
        for (int layer = 0; layer < language.layers(); layer++) {
            try (NDManager piece = kept.newSubManager();
                    NDScope ignored = new NDScope()) {
                x = keep(behind(piece, layer, x));
            }
            inputs.add(x);
        }
    }

    /** What the tower makes of the images, for each of their places: images that several rows show go through it once. */
    private VisionTower.Seen seen(NDManager manager) {
        VisionTower.Seen distinct = tower.see(manager, batch.images());
        return new VisionTower.Seen(
                TensorOps.embedding(imageRows, distinct.merged()),
                distinct.deepstack().stream()
                        .map(each -> TensorOps.embedding(imageRows, each))
                        .toList());
    }

    /** What the next layer reads. */
    private NDArray behind(NDManager manager, int layer, NDArray x) {
        NDArray y = language.layer(manager, layer, x, rotation);
        return layer < deepstack.size() ? at(manager, "added", y, deepstack.get(layer)) : y;
    }

    private NDArray at(NDManager manager, String how, NDArray x, NDArray rows) {
        Shape shape = x.getShape();
        return script.call(manager, how, x.reshape(-1, shape.get(2)), imagePlaces, rows)
                .reshape(shape);
    }

    /** What the output layer reads for each token of the answers, (tokens, hidden). */
    NDArray answers(NDManager manager) {
        return answers(manager, inputs.get(inputs.size() - 1));
    }

    private NDArray answers(NDManager manager, NDArray last) {
        NDArray chosen = TensorOps.embedding(
                answerPlaces, last.reshape(-1, last.getShape().get(2)));
        return language.normed(manager, chosen);
    }

    /**
     * Carries a derivative back to all parameters that are trained.
     *
     * @param by the derivative by {@link #answers(NDManager)}
     */
    void back(NDArray by) {
        NDArray up = through(inputs.size() - 1, by, (piece, x) -> answers(piece, x));
        List<NDArray> byDeepstack = new ArrayList<>();
        for (int layer = language.layers() - 1; layer >= trained.lowestLayer(); layer--) {
            if (trained.tower() && layer < deepstack.size()) {
                byDeepstack.add(0, keep(rowsAt(up)));
            }
            int own = layer;
            NDArray next = through(layer, up, (piece, x) -> behind(piece, own, x));
            up.close();
            up = next;
        }
        if (trained.embedding() || trained.tower()) {
            intoEmbedding(up, byDeepstack);
        }
        up.close();
    }

    private interface Piece {
        NDArray of(NDManager manager, NDArray x);
    }

    private NDArray through(int input, NDArray by, Piece output) {
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            return Backpropagation.through(kept, inputs.get(input), x -> output.of(piece, x), by);
        }
    }

    private NDArray rowsAt(NDArray up) {
        return TensorOps.embedding(imagePlaces, up.reshape(-1, up.getShape().get(2)));
    }

    private void intoEmbedding(NDArray up, List<NDArray> byDeepstack) {
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            Backpropagation.recording(() -> {
                List<NDArray> outputs = new ArrayList<>();
                List<NDArray> by = new ArrayList<>(List.of(up));
                NDArray x = language.embedded(ids);
                NDArray constant = merged;
                if (constant != null) {
                    x = at(piece, "replaced", x, constant);
                } else if (!batch.images().isEmpty()) {
                    VisionTower.Seen seen = seen(piece);
                    x = at(piece, "replaced", x, seen.merged());
                    outputs.addAll(seen.deepstack());
                    by.addAll(byDeepstack);
                }
                outputs.add(0, x);
                Backpropagation.from(piece, outputs, by);
            });
        }
    }

    @Override
    public void close() {
        kept.close();
    }
}
