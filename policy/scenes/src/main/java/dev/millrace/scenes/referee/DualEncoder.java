package dev.millrace.scenes.referee;

import dev.millrace.models.engine.NoGradScope;
import dev.millrace.models.parameters.ParameterArrays;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.text.WordTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A frozen encoder of images and of texts into one space, trained with the sigmoid loss of SigLIP; the patches of an image
 * live in it too. Safe on any thread.
 */
public final class DualEncoder implements AutoCloseable {

    /** Values of a vector. */
    public static final int SPACE = DualEncoderNetwork.SPACE;

    /** Patches of an image. */
    public static final int PATCHES = DualEncoderNetwork.PATCHES;

    /** Name of its file, and of the artefact that {@code pretrain} makes. */
    public static final String NAME = "dual-encoder";

    public static final String FILE = NAME + ".safetensors";

    private final WordTokenizer tokenizer = WordTokenizer.builtIn();
    private final ParameterArrays parameters;
    private final String digest;

    private DualEncoder(ParameterArrays parameters, String digest) {
        this.parameters = parameters;
        this.digest = digest;
    }

    /** @throws RefereeException if the file is missing, malformed or of another network */
    public static DualEncoder load(ModelSource source) {
        return of(RefereeWeights.read(source, FILE), source.describe(FILE));
    }

    /** The encoder that ships with this module. */
    public static DualEncoder shipped() {
        return load(RefereeWeights.shipped());
    }

    static DualEncoder of(RefereeWeights weights, String where) {
        DualEncoderNetwork.LAYOUT.require(weights.tensors(), where);
        return new DualEncoder(DualEncoderNetwork.LAYOUT.load(weights.tensors()), weights.digest());
    }

    /** SHA-256 of its weights. */
    public String digest() {
        return digest;
    }

    ParameterArrays parameters() {
        return parameters;
    }

    /** Why a text cannot be encoded; empty if it can. */
    public Optional<String> refuses(String text) {
        return TextBatch.refusal(tokenizer.encode(text));
    }

    /**
     * Encodes images, in order.
     *
     * @throws IllegalArgumentException if an image has another size than 32×32×3
     */
    public List<ImageEmbedding> images(List<Pixels> images) {
        ImageBatch.require(images);
        try (NoGradScope scope = NoGradScope.open()) {
            DualEncoderNetwork.Images encoded =
                    DualEncoderNetwork.images(parameters, scope.manager(), ImageBatch.whole(scope.manager(), images));
            float[] patches = encoded.patches().toFloatArray();
            float[] whole = encoded.whole().toFloatArray();
            List<ImageEmbedding> embeddings = new ArrayList<>(images.size());
            for (int i = 0; i < images.size(); i++) {
                embeddings.add(new ImageEmbedding(
                        VectorSet.unit(
                                DualEncoderNetwork.SPACE,
                                patches,
                                i * DualEncoderNetwork.PATCHES,
                                DualEncoderNetwork.PATCHES),
                        VectorSet.unit(DualEncoderNetwork.SPACE, whole, i, 1)));
            }
            return embeddings;
        }
    }

    /**
     * The patches of images as unit vectors, patch by patch in reading order.
     *
     * @return images × {@link #PATCHES} × {@link #SPACE} values
     * @throws IllegalArgumentException if an image has another size than 32×32×3
     */
    public float[] patches(List<Pixels> images) {
        ImageBatch.require(images);
        try (NoGradScope scope = NoGradScope.open()) {
            return DualEncoderNetwork.images(parameters, scope.manager(), ImageBatch.whole(scope.manager(), images))
                    .patches()
                    .toFloatArray();
        }
    }

    /**
     * Encodes texts, in order.
     *
     * @throws IllegalArgumentException if a text has no words or too many
     */
    public List<TextEmbedding> texts(List<String> texts) {
        TextBatch batch = new TextBatch(tokenizer, texts);
        try (NoGradScope scope = NoGradScope.open()) {
            DualEncoderNetwork.Texts encoded = DualEncoderNetwork.texts(parameters, scope.manager(), batch);
            float[] words = encoded.keyWords().toFloatArray();
            float[] whole = encoded.whole().toFloatArray();
            List<TextEmbedding> embeddings = new ArrayList<>(texts.size());
            for (int i = 0; i < texts.size(); i++) {
                embeddings.add(new TextEmbedding(
                        VectorSet.unit(
                                DualEncoderNetwork.SPACE,
                                words,
                                i * batch.keySlots(),
                                batch.keyWords(i).size()),
                        VectorSet.unit(DualEncoderNetwork.SPACE, whole, i, 1)));
            }
            return embeddings;
        }
    }

    @Override
    public void close() {
        parameters.close();
    }
}
