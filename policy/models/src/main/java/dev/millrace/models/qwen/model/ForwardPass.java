package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.Script;
import java.util.ArrayList;
import java.util.List;

/** Whole sequences through the network. Reads the network only; arrays belong to the scope of the calling thread. */
public final class ForwardPass {

    private final QwenNetwork network;
    private final VisionTower tower;
    private final LanguageModel language;
    private final Script script;
    private final StageListener listener;

    public ForwardPass(QwenNetwork network) {
        this(network, StageListener.NONE);
    }

    /** @param listener is told what a pass computes on its way */
    public ForwardPass(QwenNetwork network, StageListener listener) {
        this.network = network;
        this.listener = listener;
        this.tower = new VisionTower(network, listener);
        this.language = new LanguageModel(network);
        this.script = Kernels.get();
    }

    /**
     * What the output layer reads.
     *
     * @param rows sequences
     * @return (rows, longest, hidden), normed
     */
    public NDArray hidden(NDManager manager, List<TokenRow> rows) {
        return language.normed(manager, hidden(manager, rows, new ArrayList<>()));
    }

    /**
     * As {@link #hidden(NDManager, List)}, of one sequence, with the keys and values of each layer.
     *
     * @param caches gets keys and values of each layer, one after the other
     */
    public NDArray hidden(NDManager manager, TokenRow row, List<NDArray> caches) {
        return language.normed(manager, hidden(manager, List.of(row), caches));
    }

    private NDArray hidden(NDManager manager, List<TokenRow> sequences, List<NDArray> caches) {
        TokenBatch batch = new TokenBatch(sequences);
        NDArray x = language.embedded(batch.ids(manager));
        Shape shape = x.getShape();
        Rotation rotation = batch.rotation(manager, network.config().text().rotary());
        ShownImages shown = batch.shown();
        NDArray places = manager.create(shown.places());
        NDArray rows = manager.create(shown.rows());
        VisionTower.Seen seen =
                shown.isEmpty() ? new VisionTower.Seen(x, List.of()) : tower.see(manager, shown.distinct());
        if (!shown.isEmpty()) {
            x = at(manager, "replaced", x, places, TensorOps.embedding(rows, seen.merged()))
                    .reshape(shape);
        }
        listener.passed(StageListener.Stage.EMBEDDING, 0, x);
        for (int layer = 0; layer < language.layers(); layer++) {
            NDList out = language.layerWithCache(manager, layer, x, rotation);
            x = out.get(0);
            listener.passed(StageListener.Stage.LAYER, layer, x);
            caches.add(out.get(1));
            caches.add(out.get(2));
            if (layer < seen.deepstack().size()) {
                x = at(
                                manager,
                                "added",
                                x,
                                places,
                                TensorOps.embedding(rows, seen.deepstack().get(layer)))
                        .reshape(shape);
            }
        }
        return x;
    }

    private NDArray at(NDManager manager, String how, NDArray x, NDArray places, NDArray rows) {
        long hidden = x.getShape().get(2);
        return script.call(manager, how, x.reshape(-1, hidden), places, rows);
    }

    /** Logits in float32 of normed vectors, (…, vocabulary). */
    public NDArray logits(NDManager manager, NDArray normed) {
        return language.logits(manager, normed);
    }

    /** What the tower makes of images, (tokens, hidden): the merged tokens, then each deepstack. */
    public List<NDArray> seen(NDManager manager, TokenRow row) {
        VisionTower.Seen seen = tower.see(manager, row.images());
        List<NDArray> all = new ArrayList<>(List.of(seen.merged()));
        all.addAll(seen.deepstack());
        return all;
    }
}
