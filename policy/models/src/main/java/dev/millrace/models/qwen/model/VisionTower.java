package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import dev.millrace.models.kernels.Script;
import dev.millrace.models.kernels.TensorKernels;
import dev.millrace.models.qwen.checkpoint.TensorNames;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.models.qwen.config.VisionConfig;
import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.image.PatchRows;
import dev.millrace.models.qwen.layout.InterpolatedPositions;
import dev.millrace.models.qwen.layout.PatchPositions;
import dev.millrace.models.qwen.layout.VisionWindows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The vision tower: rows of patches become tokens of the language model. Images lie one behind the other and never see each
 * other.
 */
final class VisionTower {

    /** Linear layers, in the order in which the script takes the adapters beside them. */
    private static final List<String> IN_WINDOWED_BLOCK =
            List.of("attn.qkv", "attn.proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj");

    private static final List<String> IN_WINDOWED_MERGER = List.of("mlp.0", "mlp.2");
    private static final List<String> IN_FULL_BLOCK =
            List.of("attn.qkv", "attn.proj", "mlp.linear_fc1", "mlp.linear_fc2");
    private static final List<String> IN_FULL_MERGER = List.of("linear_fc1", "linear_fc2");

    private final VisionConfig config;
    private final boolean windowed;
    private final Parameters parameters;
    private final Adapter adapter;
    private final NDArray none;
    private final Script script;
    private final StageListener listener;

    VisionTower(QwenNetwork network) {
        this(network, StageListener.NONE);
    }

    /** @param listener is told what the tower computes on its way */
    VisionTower(QwenNetwork network, StageListener listener) {
        this.listener = listener;
        this.config = network.config().vision();
        this.windowed = network.config().generation() == QwenGeneration.QWEN2_5_VL;
        this.parameters = network.parameters();
        this.adapter = network.adapter();
        this.none = network.empty();
        this.script = Kernels.get();
    }

    /**
     * What the tower makes of images.
     *
     * @param merged (tokens, out hidden), images in order, each in raster order
     * @param deepstack for the first layers of the language model, of the same form; none where the tower has none
     */
    record Seen(NDArray merged, List<NDArray> deepstack) {}

    /** @param images at least one */
    Seen see(NDManager manager, List<PatchRows> images) {
        List<PatchGrid> grids = images.stream().map(PatchRows::grid).toList();
        NDArray x = embedded(manager, images);
        listener.passed(StageListener.Stage.PATCHES, 0, x);
        NDArray angles = manager.create(
                PatchPositions.angles(grids, config.headSize()),
                new Shape(x.getShape().get(0), config.headSize() / 2));
        return windowed ? seeWindowed(manager, x, angles, grids) : seeFull(manager, x, angles, grids);
    }

    private NDArray embedded(NDManager manager, List<PatchRows> images) {
        NDList rows = new NDList();
        for (PatchRows image : images) {
            rows.add(manager.create(image.toArray(), new Shape(image.grid().patches(), config.patchValues())));
        }
        NDArray patches = rows.size() == 1
                ? rows.singletonOrThrow()
                : rows.get(0).getNDArrayInternal().concat(rows.subNDList(1), 0);
        String name = TensorNames.VISION + "patch_embed.proj.";
        NDArray weight = parameters.get(name + "weight").reshape(config.hidden(), config.patchValues());
        NDArray values = TensorKernels.cast(manager, patches, TensorKernels.type(weight));
        return windowed
                ? TensorOps.linear(values, weight)
                : TensorOps.linear(values, weight, parameters.get(name + "bias"));
    }

    private Seen seeWindowed(NDManager manager, NDArray x, NDArray angles, List<PatchGrid> grids) {
        VisionWindows windows = VisionWindows.bySize(grids, config.windowCells());
        int cell = config.patchesPerCell();
        NDArray order =
                manager.create(Arrays.stream(windows.order()).asLongStream().toArray());
        NDArray y = cellsInOrder(x, order, cell);
        Rotation rotation = Rotation.of(cellsInOrder(angles, order, cell), 1);
        long[] inWindows = runs(Arrays.stream(windows.lengths()).map(n -> n * cell));
        long[] inImages = inImages(grids);
        for (int i = 0; i < config.depth(); i++) {
            List<NDArray> block = parameters.all(
                    TensorNames.block(i),
                    "norm1.weight",
                    "norm2.weight",
                    "attn.qkv.weight",
                    "attn.qkv.bias",
                    "attn.proj.weight",
                    "attn.proj.bias",
                    "mlp.gate_proj.weight",
                    "mlp.gate_proj.bias",
                    "mlp.up_proj.weight",
                    "mlp.up_proj.bias",
                    "mlp.down_proj.weight",
                    "mlp.down_proj.bias");
            y = script.call(
                    manager,
                    "block_windowed",
                    y,
                    rotation.cos(),
                    rotation.sin(),
                    block,
                    adapter.of(TensorNames.block(i), IN_WINDOWED_BLOCK, none),
                    adapter.scale(),
                    config.isWindowed(i) ? inWindows : inImages,
                    config.heads());
            listener.passed(StageListener.Stage.BLOCK, i, y);
        }
        String merger = TensorNames.VISION + "merger.";
        NDArray merged = script.call(
                manager,
                "merge_windowed",
                y,
                parameters.all(merger, "ln_q.weight", "mlp.0.weight", "mlp.0.bias", "mlp.2.weight", "mlp.2.bias"),
                adapter.of(merger, IN_WINDOWED_MERGER, none),
                adapter.scale(),
                cell);
        NDArray back =
                manager.create(Arrays.stream(windows.inverse()).asLongStream().toArray());
        return new Seen(TensorOps.embedding(back, merged), List.of());
    }

    /** Rows of cells moved: each cell has as many rows as it has patches. */
    private static NDArray cellsInOrder(NDArray rows, NDArray order, int cell) {
        long width = rows.getShape().get(1);
        NDArray cells = rows.reshape(-1, cell * width);
        return TensorOps.embedding(order, cells).reshape(-1, width);
    }

    private Seen seeFull(NDManager manager, NDArray x, NDArray angles, List<PatchGrid> grids) {
        InterpolatedPositions places = InterpolatedPositions.of(grids, config.positions());
        Shape corners = new Shape(x.getShape().get(0), InterpolatedPositions.CORNERS);
        NDArray added = script.call(
                manager,
                "interpolated",
                parameters.get(TensorNames.VISION + "pos_embed.weight"),
                manager.create(places.rows(), corners),
                manager.create(places.weights(), corners));
        listener.passed(StageListener.Stage.PLACES, 0, added);
        NDArray y = x.add(added);
        Rotation rotation = Rotation.of(angles, 1);
        long[] inImages = inImages(grids);
        List<NDArray> deepstack = new ArrayList<>();
        for (int i = 0; i < config.depth(); i++) {
            List<NDArray> block = parameters.all(
                    TensorNames.block(i),
                    "norm1.weight",
                    "norm1.bias",
                    "norm2.weight",
                    "norm2.bias",
                    "attn.qkv.weight",
                    "attn.qkv.bias",
                    "attn.proj.weight",
                    "attn.proj.bias",
                    "mlp.linear_fc1.weight",
                    "mlp.linear_fc1.bias",
                    "mlp.linear_fc2.weight",
                    "mlp.linear_fc2.bias");
            y = script.call(
                    manager,
                    "block_full",
                    y,
                    rotation.cos(),
                    rotation.sin(),
                    block,
                    adapter.of(TensorNames.block(i), IN_FULL_BLOCK, none),
                    adapter.scale(),
                    inImages,
                    config.heads());
            listener.passed(StageListener.Stage.BLOCK, i, y);
            int merger = config.deepstackBlocks().indexOf(i);
            if (merger >= 0) {
                deepstack.add(merged(manager, y, "deepstack_merger_list." + merger + ".", true));
            }
        }
        return new Seen(merged(manager, y, "merger.", false), deepstack);
    }

    /** @param joinedFirst whether the norm is over the joined patches of a cell, or over each patch */
    private NDArray merged(NDManager manager, NDArray y, String name, boolean joinedFirst) {
        return script.call(
                manager,
                "merge_full",
                y,
                parameters.all(
                        TensorNames.VISION + name,
                        "norm.weight",
                        "norm.bias",
                        "linear_fc1.weight",
                        "linear_fc1.bias",
                        "linear_fc2.weight",
                        "linear_fc2.bias"),
                adapter.of(TensorNames.VISION + name, IN_FULL_MERGER, none),
                adapter.scale(),
                config.patchesPerCell(),
                joinedFirst);
    }

    private static long[] inImages(List<PatchGrid> grids) {
        return runs(grids.stream().mapToInt(PatchGrid::patches));
    }

    /** Pieces that see only themselves, as the script takes them: how many of one length follow each other, and this length. */
    private static long[] runs(IntStream lengths) {
        List<long[]> runs = new ArrayList<>();
        lengths.forEach(length -> {
            long[] last = runs.isEmpty() ? new long[2] : runs.get(runs.size() - 1);
            if (last[1] == length) {
                last[0]++;
            } else {
                runs.add(new long[] {1, length});
            }
        });
        return runs.stream().flatMapToLong(Arrays::stream).toArray();
    }
}
