package dev.millrace.models.mot.model;

import dev.millrace.models.parameters.ParameterInitializer;
import dev.millrace.models.parameters.ParameterSpec;
import dev.millrace.policy.safetensors.Tensor;
import dev.millrace.policy.safetensors.TensorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parameters of an architecture by name, in a fixed order. */
public final class ParameterLayout {

    static final String TOKEN_EMBEDDING = "embedding.token";
    static final String PATCH_POSITION = "embedding.patch.position";
    static final String PATCH_IN = "embedding.patch.in";
    static final String PATCH_OUT = "embedding.patch.out";
    static final String FINAL_NORM = "final.norm";
    static final String HEAD = "head";
    static final String LATENT_POSITION = "drawing.latent.position";
    static final String LATENT_IN = "drawing.latent.in";
    static final String SOURCE_IN = "drawing.source.in";
    static final String SOURCE_NORM = "drawing.source.norm";
    static final String SOURCE_STATE = "drawing.source.state";
    static final String SOURCE_KEPT = "drawing.source.kept";
    static final String TIME_IN = "drawing.time.in";
    static final String TIME_OUT = "drawing.time.out";
    static final String DRAWING_NORM = "drawing.norm";
    static final String VELOCITY = "drawing.velocity";

    private static final double EMBEDDING_STD = 0.5;
    private static final double HEAD_STD = 0.02;

    private final PolicyConfig config;
    private final List<ParameterSpec> specs = new ArrayList<>();

    private ParameterLayout(PolicyConfig config) {
        this.config = config;
    }

    /** All parameters of this architecture. */
    public static List<ParameterSpec> of(PolicyConfig config) {
        ParameterLayout layout = new ParameterLayout(config);
        layout.embeddings();
        for (int layer = 0; layer < config.layers(); layer++) {
            layout.layer(layer);
        }
        layout.output();
        layout.drawing();
        return List.copyOf(layout.specs);
    }

    /** Random parameters of this architecture: the same seed gives the same ones on every machine. */
    public static Map<String, Tensor> initialize(PolicyConfig config, long seed) {
        return ParameterInitializer.initialize(of(config), seed);
    }

    static String inLayer(int layer, String name) {
        return "layers." + layer + "." + name;
    }

    /** Whether a parameter belongs to a modality's experts, in whichever layer. */
    public static boolean isOfExpert(String parameter, Modality modality) {
        return parameter.contains(".experts." + modality.parameterName() + ".");
    }

    /** The only expert of a modality. */
    static String expert(int layer, Modality modality) {
        return inLayer(layer, "experts." + modality.parameterName());
    }

    /** One expert of a mixture. */
    static String expert(int layer, Modality modality, int number) {
        return expert(layer, modality) + "." + number;
    }

    static String router(int layer, Modality modality) {
        return expert(layer, modality) + ".router";
    }

    private void embeddings() {
        int width = config.width();
        // A tied table is also the output layer, where large values would make the first predictions overconfident.
        double std = config.tiedHead() ? 1 / Math.sqrt(width) : EMBEDDING_STD;
        table(TOKEN_EMBEDDING, config.vocabulary(), std);
        table(PATCH_POSITION, config.patches(), EMBEDDING_STD);
        layerWithBias(PATCH_IN, width, config.patchValues(), 1);
        layerWithBias(PATCH_OUT, width, width, 1);
    }

    private void layer(int layer) {
        int width = config.width();
        // Both matrices that write into the residual stream start smaller, so that its variance does not grow by depth.
        double intoResidual = 1 / Math.sqrt(2.0 * config.layers());
        constant(inLayer(layer, "attention.norm"), 1, width);
        matrix(inLayer(layer, "attention.qkv"), 3 * width, width, 1);
        matrix(inLayer(layer, "attention.out"), width, width, intoResidual);
        constant(inLayer(layer, "experts.norm"), 1, width);
        for (Modality modality : config.experts()) {
            experts(layer, modality, intoResidual);
        }
    }

    private void experts(int layer, Modality modality, double intoResidual) {
        MixtureConfig mixture = config.mixture();
        if (mixture == null) {
            expert(expert(layer, modality), intoResidual);
            return;
        }
        matrix(router(layer, modality), mixture.experts(), config.width(), 1);
        for (int number = 0; number < mixture.experts(); number++) {
            expert(expert(layer, modality, number), intoResidual);
        }
    }

    private void expert(String name, double intoResidual) {
        matrix(name + ".gate", config.hidden(), config.width(), 1);
        matrix(name + ".up", config.hidden(), config.width(), 1);
        matrix(name + ".down", config.width(), config.hidden(), intoResidual);
    }

    private void output() {
        constant(FINAL_NORM, 1, config.width());
        if (!config.tiedHead()) {
            specs.add(new ParameterSpec(HEAD, TensorShape.of(config.vocabulary(), config.width()), 0, HEAD_STD, true));
        }
    }

    private void drawing() {
        DrawingConfig drawing = config.drawing();
        if (drawing == null) {
            return;
        }
        int width = config.width();
        table(LATENT_POSITION, drawing.latentTokens(), EMBEDDING_STD);
        layerWithBias(LATENT_IN, width, drawing.latentSize(), 1);
        if (drawing.source()) {
            // At 0 the policy is the one without it: what was pretrained may be trained on.
            layerWithBias(SOURCE_IN, width, drawing.latentSize(), 0);
            constant(SOURCE_NORM, 1, width);
            matrix(SOURCE_STATE, width, width, 0);
            layerWithBias(SOURCE_KEPT, 1, width, 0);
        }
        layerWithBias(TIME_IN, width, FlowTimes.FEATURES, 1);
        layerWithBias(TIME_OUT, width, width, 1);
        constant(DRAWING_NORM, 1, width);
        layerWithBias(VELOCITY, drawing.latentSize(), width, HEAD_STD * Math.sqrt(width));
    }

    private void layerWithBias(String name, int out, int in, double scale) {
        matrix(name + ".weight", out, in, scale);
        constant(name + ".bias", 0, out);
    }

    private void table(String name, int rows, double std) {
        specs.add(new ParameterSpec(name, TensorShape.of(rows, config.width()), 0, std, false));
    }

    private void matrix(String name, int out, int in, double scale) {
        specs.add(new ParameterSpec(name, TensorShape.of(out, in), 0, scale / Math.sqrt(in), true));
    }

    private void constant(String name, double value, int size) {
        specs.add(new ParameterSpec(name, TensorShape.of(size), value, 0, false));
    }
}
