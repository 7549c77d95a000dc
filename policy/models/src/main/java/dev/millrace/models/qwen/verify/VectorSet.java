package dev.millrace.models.qwen.verify;

import dev.millrace.models.qwen.checkpoint.QwenFiles;
import dev.millrace.models.qwen.config.ImageProcessing;
import dev.millrace.models.qwen.config.ImageProcessingReader;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.config.QwenConfigReader;
import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.image.PatchRows;
import dev.millrace.models.qwen.model.AnsweredRow;
import dev.millrace.models.qwen.model.TokenRow;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageException;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.safetensors.Safetensors;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.text.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The vectors of one tiny model: a folder with {@code vectors.json}, {@code tensors.safetensors}, images and checkpoints. */
final class VectorSet {

    static final String FILE = "vectors.json";
    static final String TENSORS = "tensors.safetensors";

    /** The checkpoint that most vectors are of. */
    static final String MAIN = "checkpoint-f32";

    private static final String CHECKPOINT = "checkpoint-";

    private final Path folder;
    private final VectorNode root;
    private final Safetensors tensors;
    private final LookedAt lookedTensors = new LookedAt();
    private final QwenConfig config;
    private final ImageProcessing processing;

    /** @throws RuntimeException if a file is missing or cannot be read */
    VectorSet(Path folder) {
        this.folder = folder;
        this.root = VectorNode.read(folder.resolve(FILE), new LookedAt());
        this.tensors = SafetensorsReader.read(folder.resolve(TENSORS));
        this.config = QwenConfigReader.read(checkpoint(MAIN));
        this.processing = ImageProcessingReader.read(checkpoint(MAIN), config);
    }

    /** What {@code vectors.json} holds. */
    VectorNode root() {
        return root;
    }

    /** A part of it; see {@link VectorNode#at}. */
    VectorNode at(String... keys) {
        VectorNode node = root;
        for (String key : keys) {
            node = node.at(key);
        }
        return node;
    }

    QwenConfig config() {
        return config;
    }

    ImageProcessing processing() {
        return processing;
    }

    ModelSource checkpoint(String name) {
        return ModelSource.folder(folder.resolve(name));
    }

    /** The weights that most vectors are of. */
    QwenFiles files() {
        return QwenFiles.of(checkpoint(MAIN), config);
    }

    boolean hasFolder(String name) {
        return Files.isDirectory(folder.resolve(name));
    }

    boolean hasFile(String name) {
        return Files.isRegularFile(folder.resolve(name));
    }

    /** The folders of checkpoints beside {@link #MAIN}, by name. */
    List<String> otherCheckpoints() {
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(Files::isDirectory)
                    .map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.startsWith(CHECKPOINT) && !name.equals(MAIN))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** A tensor, whose values may be taken if the file holds it. */
    Wanted tensor(String name) {
        return new Wanted() {
            @Override
            public String place() {
                return TENSORS + " " + name;
            }

            @Override
            public boolean exists() {
                return tensors.tensors().containsKey(name);
            }

            @Override
            public float[] floats() {
                if (!exists()) {
                    throw new IllegalArgumentException(TENSORS + " has no " + name);
                }
                lookedTensors.note(name);
                return tensors.tensor(name).toFloats();
            }
        };
    }

    /** Names of the tensors that begin so. */
    List<String> tensors(String prefix) {
        return tensors.tensors().keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    /** Names of the tensors whose values nobody took. */
    List<String> missedTensors() {
        return tensors("").stream().filter(name -> !lookedTensors.has(name)).toList();
    }

    /** Names of the sequences. */
    List<String> sequences() {
        return at("sequences").keys();
    }

    VectorNode sequence(String name) {
        return at("sequences", name);
    }

    /** Names of the images of a sequence. */
    List<String> imagesOf(String sequence) {
        return sequence(sequence).at("images").texts();
    }

    int[] promptIds(String sequence) {
        return sequence(sequence).at("prompt_ids").ints();
    }

    int[] responseIds(String sequence) {
        return sequence(sequence).at("response_ids").ints();
    }

    RgbImage image(String file) {
        try {
            return PngCodec.decode(EncodedImage.of(PngCodec.MEDIA_TYPE, Files.readAllBytes(folder.resolve(file))));
        } catch (IOException | ImageException e) {
            throw new IllegalStateException(folder.resolve(file) + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** An image in the size in which the tower sees it. */
    RgbImage resized(String name) {
        return image("images/" + name + ".resized-pil.png");
    }

    /** A picture as the tower reads it. */
    PatchRows patches(RgbImage resized) {
        return PatchRows.of(resized.toPixels(), config.vision(), processing);
    }

    List<PatchGrid> grids(List<String> images) {
        List<PatchGrid> grids = new ArrayList<>();
        for (String image : images) {
            int[] grid = at("images", image, "grid_thw").ints();
            grids.add(new PatchGrid(grid[1], grid[2], config.vision().mergeSize()));
        }
        return grids;
    }

    /** Prompt and response of a sequence. */
    TokenRow row(String sequence) {
        int[] prompt = promptIds(sequence);
        int[] response = responseIds(sequence);
        int[] both = Arrays.copyOf(prompt, prompt.length + response.length);
        System.arraycopy(response, 0, both, prompt.length, response.length);
        TokenRow row = prompt(sequence);
        return new TokenRow(Tokens.of(both), row.runs(), row.images());
    }

    /** The prompt of a sequence. */
    TokenRow prompt(String sequence) {
        int[] prompt = promptIds(sequence);
        List<String> images = imagesOf(sequence);
        return new TokenRow(
                Tokens.of(prompt),
                runs(prompt, grids(images)),
                images.stream().map(this::resized).map(this::patches).toList());
    }

    /** A sequence's response behind its prompt. */
    AnsweredRow answered(String sequence) {
        return answered(sequence, prompt(sequence));
    }

    /** A sequence's response behind another prompt. */
    AnsweredRow answered(String sequence, TokenRow prompt) {
        return new AnsweredRow(prompt, Tokens.of(responseIds(sequence)));
    }

    /** Where the images' tokens begin in a prompt. */
    List<Integer> runs(int[] prompt, List<PatchGrid> grids) {
        List<Integer> runs = new ArrayList<>();
        int at = 0;
        for (PatchGrid grid : grids) {
            while (at < prompt.length && prompt[at] != config.imageToken()) {
                at++;
            }
            runs.add(at);
            at += grid.tokens();
        }
        return runs;
    }
}
