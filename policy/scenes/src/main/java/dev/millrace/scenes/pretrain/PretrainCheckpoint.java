package dev.millrace.scenes.pretrain;

import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.training.PolicyTrainer;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.FileContents;
import dev.millrace.policy.checkpoint.FolderFiles;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.safetensors.SafetensorsWriter;
import dev.millrace.policy.safetensors.TensorSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far a pretraining is: weights, state of the optimizer, and steps. What it goes on with is the same bits as if it had not been
 * stopped, since examples and noise depend on the step alone. Of training with a control that has a state of its own (REPA)
 * nothing is saved. For one thread.
 *
 * @param folder replaced as a whole with each save
 */
public record PretrainCheckpoint(Path folder) {

    private static final int EVERY = 100;
    private static final String OPTIMIZER_FILE = "optimizer.safetensors";
    private static final String STEPS_FILE = "steps.txt";

    /** Steps that are behind the saved state; empty if there is none, or it is of a training of other settings. */
    public Optional<Integer> steps(PretrainConfig config, PolicyConfig architecture) {
        Path file = folder.resolve(STEPS_FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            return lines.size() == 2 && lines.get(1).equals(digest(config, architecture))
                    ? Optional.of(Integer.valueOf(lines.get(0)))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            throw new CheckpointException(file.toString(), "cannot be read: " + e + "; remove its folder", e);
        }
    }

    /** A trainer as it was saved; the caller closes it. */
    PolicyTrainer open(PretrainConfig config) {
        ModelSource source = ModelSource.folder(folder);
        PolicyTrainer trainer = SavedModel.read(source).toTrainer(config.optimizer(), config.maxGradNorm());
        try {
            trainer.loadOptimizer(SavedModel.readTensors(source, OPTIMIZER_FILE));
            return trainer;
        } catch (RuntimeException e) {
            trainer.close();
            throw e;
        }
    }

    /** Saves every so many steps. */
    void stepDone(int step, PretrainConfig config, PolicyConfig architecture, PolicyTrainer trainer) {
        if (step % EVERY != 0 || step == config.steps() || config.repa() != 0) {
            return;
        }
        Map<String, FileContents> files =
                new LinkedHashMap<>(new SavedModel(architecture, trainer.saveWeights()).files());
        Map<String, TensorSource> optimizer = trainer.optimizer();
        files.put(OPTIMIZER_FILE, sink -> SafetensorsWriter.write(optimizer, Map.of(), sink));
        String note = step + "\n" + digest(config, architecture) + "\n";
        files.put(STEPS_FILE, FileContents.of(note.getBytes(StandardCharsets.UTF_8)));
        try {
            FolderFiles.replace(folder, files);
        } catch (IOException e) {
            throw new CheckpointException(folder.toString(), "cannot be written: " + e, e);
        }
    }

    /** Removes it, when the training is done. */
    public void delete() throws IOException {
        FolderFiles.delete(folder);
    }

    private static String digest(PretrainConfig config, PolicyConfig architecture) {
        Sha256 digest = new Sha256();
        digest.update(ByteBuffer.wrap((config + "\n" + architecture).getBytes(StandardCharsets.UTF_8)));
        return digest.finish();
    }
}
