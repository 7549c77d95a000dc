package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.millrace.models.engine.TensorOps;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy: one decoder-only transformer over mixed tokens (LVRPO 3.3), pre-norm, rotary positions, shared attention
 * and one feed-forward expert per modality.
 *
 * <p>Prompts are encoded once into a {@link Prefix}; continuations attend to their prompt's prefix and to themselves. The
 * same two methods serve scoring, training and pretraining, and a third sampling token by token; gradients are
 * recorded if the calling thread has an open {@link dev.millrace.models.engine.GradientScope}.
 *
 * <p>Holds no state besides the parameters; results live in the calling thread's scope.
 */
public final class Transformer {

    private final PolicyParameters parameters;
    private final PolicyConfig config;
    private final Attention attention;
    private final RmsNorm norm;
    private final RotaryPositions rotary;
    private final @Nullable LoadBalance balance;

    public Transformer(PolicyParameters parameters) {
        this(parameters, null);
    }

    private Transformer(PolicyParameters parameters, @Nullable LoadBalance balance) {
        this.parameters = parameters;
        this.balance = balance;
        this.config = parameters.config();
        this.rotary = new RotaryPositions(config.headSize());
        this.attention = new Attention(config, rotary);
        this.norm = new RmsNorm(config.width());
    }

    public PolicyConfig config() {
        return config;
    }

    /** The same policy, whose routers report to {@code gathering}; for one forward pass. */
    public Transformer reportingTo(LoadBalance gathering) {
        return new Transformer(parameters, gathering);
    }

    /** Encodes prompts; the image attends fully within itself, the text causally and to its image. */
    public Prefix encode(NDManager manager, PromptRows batch) {
        int prompts = batch.size();
        Segment segment = segment(manager, batch);
        NDArray x = embed(manager, batch);
        List<KeyValues> layers = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            LayerParameters weights = parameters.layer(layer);
            Attention.Projected projected = attention.project(weights, norm.apply(x, weights.attentionNorm()), segment);
            layers.add(attention.toPrefix(projected, segment));
            if (layer < config.layers() - 1) {
                // Nobody reads what the last layer makes of the prompt tokens beyond their keys and values.
                NDArray gathered = attention.gather(projected, segment.layout(), segment.ownMask(), null, null);
                x = finishLayer(weights, x, gathered, segment.modality());
            }
        }
        int[] lengths = new int[prompts];
        for (int row = 0; row < prompts; row++) {
            lengths[row] = batch.trueLength(row);
        }
        return new Prefix(
                layers,
                AttentionMask.ofPromptKeys(manager, batch),
                lengths,
                source(manager, batch, x),
                drawsBySource() && batch.imageSlots() > 0 && batch.source() == null);
    }

    private Segment segment(NDManager manager, PromptRows batch) {
        return new Segment(
                new Layout(batch.size(), 1, batch.length()),
                rotary.factors(manager, batch.positions(), batch.size(), batch.length()),
                AttentionMask.withinPrompts(manager, batch),
                Modality.REASONING);
    }

    /**
     * The hidden states of images within prompts, as some of the layers leave them.
     *
     * @param batch prompts that all have an image
     * @param layers how many of the layers are computed, from the first on
     * @return (P, patches, width)
     */
    public NDArray imageStates(NDManager manager, PromptRows batch, int layers) {
        Segment segment = segment(manager, batch);
        NDArray x = embed(manager, batch);
        for (int layer = 0; layer < layers; layer++) {
            LayerParameters weights = parameters.layer(layer);
            Attention.Projected own = attention.project(weights, norm.apply(x, weights.attentionNorm()), segment);
            NDArray gathered = attention.gather(own, segment.layout(), segment.ownMask(), null, null);
            x = finishLayer(weights, x, gathered, segment.modality());
        }
        return x.get(":, 0:" + config.patches());
    }

    /** @param states of the prompts' tokens as the last layer but one leaves them: what is known of each patch */
    private @Nullable SourceLatents source(NDManager manager, PromptRows batch, NDArray states) {
        float[] latents = batch.source();
        if (latents == null || batch.imageSlots() == 0 || !drawsBySource()) {
            return null;
        }
        DrawingConfig drawing = config.requireDrawing();
        NDArray there =
                manager.create(latents, new Shape(batch.size(), 1, drawing.latentTokens(), drawing.latentSize()));
        NDArray isThere = manager.create(batch.withImage(), new Shape(batch.size(), 1, 1, 1));
        NDArray patches = norm.apply(
                TensorOps.slice(states, 1, 0, config.patches()), parameters.get(ParameterLayout.SOURCE_NORM));
        NDArray known = TensorOps.linear(patches, parameters.get(ParameterLayout.SOURCE_STATE))
                .expandDims(1);
        return new SourceLatents(
                there, withBias(there, ParameterLayout.SOURCE_IN).add(known).mul(isThere), isThere);
    }

    private boolean drawsBySource() {
        DrawingConfig drawing = config.drawing();
        return drawing != null && drawing.source();
    }

    private NDArray embed(NDManager manager, PromptRows batch) {
        NDList blocks = new NDList();
        if (batch.imageSlots() > 0) {
            NDArray patches =
                    manager.create(batch.patches(), new Shape(batch.size(), config.patches(), config.patchValues()));
            NDArray inner = TensorOps.silu(withBias(patches, ParameterLayout.PATCH_IN));
            blocks.add(withBias(inner, ParameterLayout.PATCH_OUT).add(parameters.get(ParameterLayout.PATCH_POSITION)));
        }
        if (batch.textSlots() > 0) {
            NDArray ids = manager.create(batch.textIds(), new Shape(batch.size(), batch.textSlots()));
            blocks.add(TensorOps.embedding(ids, parameters.get(ParameterLayout.TOKEN_EMBEDDING)));
        }
        return blocks.size() == 1 ? blocks.get(0) : NDArrays.concat(blocks, 1);
    }

    private NDArray withBias(NDArray x, String name) {
        return TensorOps.linear(x, parameters.get(name + ".weight"), parameters.get(name + ".bias"));
    }

    /**
     * Continues prompts by given responses. All but attention is computed once for each of their histories.
     *
     * @param responses to the prompts of the prefix
     * @return the final hidden states, normalised, from which the token after each history is predicted, (H, width)
     */
    public NDArray continueText(NDManager manager, Prefix prefix, ResponseBatch responses) {
        Layout layout = new Layout(responses.prompts(), responses.group(), responses.columns());
        int histories = responses.histories();
        NDArray causal = AttentionMask.causal(manager, responses.columns());
        NDArray ofCells = ids(manager, responses.historyOfCell());
        NDArray cells = ids(manager, responses.cells());
        Segment segment = new Segment(
                Layout.apart(histories),
                rotary.factors(manager, responses.positions(prefix), histories, 1),
                null,
                Modality.REASONING);
        Shape flat = new Shape((long) layout.rows() * layout.length(), config.width());
        NDArray x =
                TensorOps.embedding(ids(manager, responses.inputs()), parameters.get(ParameterLayout.TOKEN_EMBEDDING));
        for (int layer = 0; layer < config.layers(); layer++) {
            LayerParameters weights = parameters.layer(layer);
            Attention.Projected own = attention.project(weights, norm.apply(x, weights.attentionNorm()), segment);
            NDArray gathered = attention.gather(
                    attention.laidOut(own, ofCells, layout), layout, causal, prefix.layer(layer), prefix.keyMask());
            x = finishLayer(weights, x, TensorOps.embedding(cells, gathered.reshape(flat)), segment.modality());
        }
        return norm.apply(x, parameters.get(ParameterLayout.FINAL_NORM));
    }

    private static NDArray ids(NDManager manager, long[] ids) {
        return manager.create(ids, new Shape(ids.length));
    }

    /**
     * Continues rows by a text token each, which they take in.
     *
     * @param inputs token ids, int64, (rows, 1)
     * @param rows of continuations of the prefix's prompts
     * @return the final hidden states, normalised, (rows, 1, width)
     */
    public NDArray continueText(NDManager manager, Prefix prefix, NDArray inputs, SharedRows rows) {
        int[] positions = new int[rows.count()];
        Arrays.setAll(positions, row -> prefix.length(rows.prompt(row)) + rows.length());
        Segment segment = new Segment(
                Layout.apart(positions.length),
                rotary.factors(manager, positions, positions.length, 1),
                null,
                Modality.REASONING);
        NDArray x = TensorOps.embedding(inputs, parameters.get(ParameterLayout.TOKEN_EMBEDDING));
        for (int layer = 0; layer < config.layers(); layer++) {
            LayerParameters weights = parameters.layer(layer);
            Attention.Projected own = attention.project(weights, norm.apply(x, weights.attentionNorm()), segment);
            NDArray gathered = attention.gather(
                    own.queries(),
                    rows.appendKeys(layer, own.keys()),
                    rows.appendValues(layer, own.values()),
                    rows.lanes(),
                    prefix.layer(layer),
                    prefix.keyMask());
            x = finishLayer(weights, x, gathered, segment.modality());
        }
        rows.advance();
        return norm.apply(x, parameters.get(ParameterLayout.FINAL_NORM));
    }

    private static int[] positions(Prefix prefix, int length) {
        int[] positions = new int[prefix.prompts() * length];
        for (int prompt = 0; prompt < prefix.prompts(); prompt++) {
            for (int step = 0; step < length; step++) {
                positions[prompt * length + step] = prefix.length(prompt) + step;
            }
        }
        return positions;
    }

    private NDArray continueLayer(int layer, NDArray x, Segment segment, Prefix prefix) {
        LayerParameters weights = parameters.layer(layer);
        Attention.Projected own = attention.project(weights, norm.apply(x, weights.attentionNorm()), segment);
        NDArray gathered =
                attention.gather(own, segment.layout(), segment.ownMask(), prefix.layer(layer), prefix.keyMask());
        return finishLayer(weights, x, gathered, segment.modality());
    }

    private NDArray finishLayer(LayerParameters weights, NDArray x, NDArray gathered, Modality modality) {
        NDArray attended = x.add(TensorOps.linear(gathered, weights.attentionOut()));
        NDArray normalised = norm.apply(attended, weights.expertsNorm());
        return attended.add(weights.expert(modality).apply(normalised, balance));
    }

    /** The velocity alone of {@link #draw}. */
    public NDArray velocity(NDManager manager, Prefix prefix, NDArray latents, float[] times) {
        return draw(manager, prefix, latents, times).velocity();
    }

    /**
     * What is drawn.
     *
     * @param velocity (P·G, tokens, size)
     * @param kept how far each latent is led to that of its source: not at all by 0, to the source itself by 1, (P·G, tokens, 1), and
     *     anything where a prompt has no image; null where no prompt has one, or latents see none
     */
    public record Drawn(NDArray velocity, @Nullable NDArray kept) {}

    /**
     * The velocity of rectified flow at noisy latents, which see their prompt and each other fully, and are seen by nobody
     * else (LVRPO 3.3). Time t = 1 is noise, t = 0 data; a step to t' adds {@code v · (t' − t)}.
     *
     * @param latents (P·G, tokens, size), the G images of a prompt next to each other
     * @param times the time of each image, P·G values in [0, 1]
     * @throws IllegalStateException if this policy does not draw
     */
    public Drawn draw(NDManager manager, Prefix prefix, NDArray latents, float[] times) {
        DrawingConfig drawing = config.requireDrawing();
        int prompts = prefix.prompts();
        if (times.length % prompts != 0 || latents.getShape().get(0) != times.length) {
            throw new IllegalArgumentException(latents.getShape().get(0) + " latent images at " + times.length
                    + " times do not divide among " + prompts + " prompts");
        }
        int length = drawing.latentTokens();
        Segment segment = new Segment(
                new Layout(prompts, times.length / prompts, length),
                rotary.factors(manager, positions(prefix, length), prompts, length),
                null,
                Modality.GENERATIVE);
        NDArray x = withBias(latents, ParameterLayout.LATENT_IN)
                .add(parameters.get(ParameterLayout.LATENT_POSITION))
                .add(timeEmbedding(manager, times));
        SourceLatents source = prefix.source();
        if (source != null) {
            x = source.addTo(x);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            x = continueLayer(layer, x, segment, prefix);
        }
        NDArray last = norm.apply(x, parameters.get(ParameterLayout.DRAWING_NORM));
        NDArray drawn = withBias(last, ParameterLayout.VELOCITY);
        if (source == null) {
            return new Drawn(drawn, null);
        }
        NDArray kept = withBias(last, ParameterLayout.SOURCE_KEPT);
        return new Drawn(source.keep(manager, drawn, kept, latents, times), kept);
    }

    private NDArray timeEmbedding(NDManager manager, float[] times) {
        NDArray features = manager.create(FlowTimes.features(times), new Shape(times.length, 1, FlowTimes.FEATURES));
        return withBias(TensorOps.silu(withBias(features, ParameterLayout.TIME_IN)), ParameterLayout.TIME_OUT);
    }

    /** Unnormalised scores of the next token: (…, width) gives (…, vocabulary). */
    public NDArray logits(NDArray hidden) {
        return TensorOps.linear(hidden, parameters.head());
    }
}
