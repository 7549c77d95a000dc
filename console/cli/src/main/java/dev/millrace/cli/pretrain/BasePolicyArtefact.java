package dev.millrace.cli.pretrain;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.autoencoder.AutoencoderConfig;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.ParameterLayout;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.safetensors.SafetensorsReader;
import dev.millrace.policy.safetensors.TensorSource;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.role.Policies;
import dev.millrace.scenes.pretrain.DrawingExamples;
import dev.millrace.scenes.pretrain.FirstWeights;
import dev.millrace.scenes.pretrain.PretrainCheckpoint;
import dev.millrace.scenes.pretrain.PretrainConfig;
import dev.millrace.scenes.pretrain.Pretrainer;
import dev.millrace.scenes.pretrain.SceneExamples;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The policy that runs begin with: supervised pretraining on drawn scenes, both to answer questions about them and to draw
 * them. It draws the latents of the autoencoder that was made just before, or else of the one that ships; a policy that is
 * trained on keeps its own.
 */
final class BasePolicyArtefact implements Artefact {

    private static final String UNFINISHED = "-unfinished";

    @Override
    public String name() {
        return "base";
    }

    @Override
    public void make(PretrainConfig config, ComputeSettings compute, Path folder, Consumer<String> report)
            throws IOException, InterruptedException {
        make(config, folder, Optional.empty(), report);
    }

    @Override
    public void goOn(PretrainConfig config, ComputeSettings compute, Path folder, Consumer<String> report)
            throws IOException, InterruptedException {
        PretrainCheckpoint checkpoint = new PretrainCheckpoint(folder.resolve(name() + UNFINISHED));
        make(config, folder, Optional.of(checkpoint), report);
        checkpoint.delete();
    }

    private void make(
            PretrainConfig config, Path folder, Optional<PretrainCheckpoint> checkpoint, Consumer<String> report)
            throws IOException, InterruptedException {
        if (config.fromRandom()) {
            try (Autoencoder autoencoder = autoencoder(folder)) {
                PolicyConfig architecture = config.withRoom(config.withSource(config.withMixture(
                        PolicyConfig.base(WordTokenizer.builtIn().vocabularySize(), config.width())
                                .withDrawing(autoencoder.drawing()))));
                make(
                        config,
                        architecture,
                        ParameterLayout.initialize(architecture, config.seed()),
                        autoencoder,
                        folder,
                        checkpoint,
                        report);
            }
            return;
        }
        SavedModel begun = SavedModel.read(Policies.find(config.from()));
        try (Autoencoder autoencoder = begun.openAutoencoder()) {
            PolicyConfig architecture = config.withRoom(config.withSource(begun.config()));
            make(
                    config,
                    architecture,
                    FirstWeights.of(begun, architecture, config.seed()),
                    autoencoder,
                    folder,
                    checkpoint,
                    report);
        }
    }

    private void make(
            PretrainConfig config,
            PolicyConfig architecture,
            Map<String, ? extends TensorSource> first,
            Autoencoder autoencoder,
            Path folder,
            Optional<PretrainCheckpoint> checkpoint,
            Consumer<String> report)
            throws InterruptedException {
        WordTokenizer tokenizer = WordTokenizer.builtIn();
        PretrainingLines steps = new PretrainingLines(name(), config.steps(), report);
        SceneExamples answers = new SceneExamples(
                SceneExamples.turns(config.seed(), config.scenePrior()), config.reasoning(), tokenizer, architecture);
        DrawingExamples drawings = new DrawingExamples(
                config.seed(),
                DrawingExamples.usual(
                        DrawingExamples.turns(config.seed(), architecture), config.prior(), config.seed()),
                tokenizer,
                architecture,
                autoencoder,
                config.promptDropout());
        Pretrainer pretrainer = checkpoint
                .map(saved -> new Pretrainer(config, architecture, tokenizer.special(), saved))
                .orElseGet(() -> new Pretrainer(config, architecture, tokenizer.special()));
        checkpoint.ifPresent(saved -> saved.steps(config, architecture)
                .ifPresent(step -> report.accept(name() + ": goes on behind step " + step)));
        try (PolicyWeights weights = pretrainer.run(
                first,
                answers,
                drawings,
                (step, answering, drawing, snapshot) -> steps.stepDone(
                        step, String.format(Locale.ROOT, "answering %.4f, drawing %.4f", answering, drawing)))) {
            Path target = folder.resolve(name());
            SavedModel.of(weights).with(autoencoder).write(target);
            report.accept(
                    "policy in " + target + ", weights " + weights.digest().whole());
        }
    }

    private static Autoencoder autoencoder(Path folder) throws IOException {
        Path made = folder.resolve(AutoencoderArtefact.NAME).resolve(AutoencoderArtefact.FILE);
        if (!Files.exists(made)) {
            return Autoencoder.shipped();
        }
        return Autoencoder.of(
                AutoencoderConfig.base(),
                SafetensorsReader.read(ByteBuffer.wrap(Files.readAllBytes(made)), made.toString())
                        .tensors());
    }
}
