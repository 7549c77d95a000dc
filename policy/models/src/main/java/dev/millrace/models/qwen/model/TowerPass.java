package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.qwen.image.PatchRows;
import java.util.ArrayList;
import java.util.List;

/**
 * Images through the vision tower, and derivatives back through it. Of each block only what it reads is kept; it is computed again on
 * the way back. To be used within a scope without gradients.
 */
final class TowerPass {

    private final VisionTower tower;
    private final List<PatchRows> images;
    private final NDManager kept;
    private final VisionTower.Frame frame;
    private final List<NDArray> inputs = new ArrayList<>();
    private final NDArray last;
    private final VisionTower.Seen seen;

    /**
     * Runs forward.
     *
     * @param kept owns what is kept
     * @param images at least one
     */
    TowerPass(NDManager kept, VisionTower tower, List<PatchRows> images) {
        this.tower = tower;
        this.images = images;
        this.kept = kept;
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            this.frame = keep(tower.frame(piece, images));
            NDArray y = keep(tower.begin(piece, images, frame));
            List<NDArray> deepstack = new ArrayList<>();
            for (int block = 0; block < tower.depth(); block++) {
                inputs.add(y);
                y = keep(tower.block(piece, block, y, frame));
                int merger = tower.deepstackAfter(block);
                if (merger >= 0) {
                    deepstack.add(keep(tower.deepstack(piece, merger, y)));
                }
            }
            this.last = y;
            this.seen = new VisionTower.Seen(keep(tower.end(piece, y, frame)), deepstack);
        }
    }

    private NDArray keep(NDArray array) {
        TensorOps.keep(array).attach(kept);
        return array;
    }

    /** What is made of the sizes of images is read from memory of the heap, which it must not outlive. */
    private VisionTower.Frame keep(VisionTower.Frame made) {
        return new VisionTower.Frame(
                new Rotation(keep(made.rotation().cos()), keep(made.rotation().sin())),
                made.inWindows(),
                made.inImages(),
                tower.isOrdered() ? keep(made.order()) : made.order(),
                tower.isOrdered() ? keep(made.back()) : made.back());
    }

    /** What the tower makes of the images, owned by this. */
    VisionTower.Seen seen() {
        return seen;
    }

    /**
     * Carries derivatives back to what is trained of the tower; once at most.
     *
     * @param byMerged the derivative by the merged tokens
     * @param byDeepstack those by the deepstacks, in their order
     * @param embedding whether the embedding of patches is trained
     */
    void back(NDArray byMerged, List<NDArray> byDeepstack, boolean embedding) {
        NDArray up = through(last, byMerged, (piece, y) -> tower.end(piece, y, frame));
        NDArray output = last;
        for (int block = tower.depth() - 1; block >= 0; block--) {
            int number = block;
            int merger = tower.deepstackAfter(block);
            if (merger >= 0) {
                try (NDArray byNext = up;
                        NDArray byMerger = through(
                                output, byDeepstack.get(merger), (piece, y) -> tower.deepstack(piece, merger, y))) {
                    up = sum(byNext, byMerger);
                }
            }
            NDArray next = through(inputs.get(block), up, (piece, y) -> tower.block(piece, number, y, frame));
            up.close();
            up = next;
            output = inputs.get(block);
        }
        if (embedding) {
            intoEmbedding(up);
        }
        up.close();
    }

    private NDArray sum(NDArray one, NDArray other) {
        NDArray both = TensorOps.keep(one.add(other));
        both.attach(kept);
        return both;
    }

    private interface Piece {
        NDArray of(NDManager manager, NDArray input);
    }

    private NDArray through(NDArray input, NDArray by, Piece output) {
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            NDArray leaf = Backpropagation.leaf(input);
            return Backpropagation.through(kept, leaf, Backpropagation.recorded(() -> output.of(piece, leaf)), by);
        }
    }

    private void intoEmbedding(NDArray up) {
        try (NDManager piece = kept.newSubManager();
                NDScope ignored = new NDScope()) {
            NDArray begun = Backpropagation.recorded(() -> tower.begin(piece, images, frame));
            Backpropagation.from(piece, List.of(begun), List.of(up));
        }
    }
}
