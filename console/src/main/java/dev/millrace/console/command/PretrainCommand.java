package dev.millrace.console.command;

import dev.millrace.console.UsageException;
import dev.millrace.console.config.MillraceConfig;
import dev.millrace.console.role.StopSignal;
import dev.millrace.policy.checkpoint.SavedModel;
import dev.millrace.policy.engine.EngineSettings;
import dev.millrace.policy.engine.PolicyEngine;
import dev.millrace.policy.model.PolicyConfig;
import dev.millrace.policy.model.PolicyWeights;
import dev.millrace.policy.pretrain.PretrainConfig;
import dev.millrace.policy.pretrain.Pretrainer;
import dev.millrace.policy.pretrain.SceneExamples;
import dev.millrace.policy.text.WordTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pretrain}. */
@Command(
        name = "pretrain",
        description = {
            "Make the base policy from scratch: supervised pretraining on drawn scenes in the clean style.",
            "The same settings and number of threads give the same bits on the same kind of machine."
        })
public final class PretrainCommand extends SettingsCommand {

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final int REPORT_EVERY = 20;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder of the policy: config.json and model.safetensors. It must be empty or absent.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path out;

    @Override
    int run(MillraceConfig settings) throws IOException, InterruptedException {
        requireEmpty(out);
        PretrainConfig config = settings.pretrain();
        WordTokenizer tokenizer = WordTokenizer.builtIn();
        PolicyConfig architecture = PolicyConfig.base(tokenizer.vocabularySize());
        SceneExamples examples = new SceneExamples(config.seed(), tokenizer, architecture);
        PolicyEngine.start(new EngineSettings(settings.policy().threads(), 1));
        Thread training = Thread.currentThread();
        try (StopSignal signal = StopSignal.install(STOP)) {
            signal.onRequest(training::interrupt);
            long begun = System.nanoTime();
            try (PolicyWeights weights = new Pretrainer(config, architecture, tokenizer.special())
                    .run(
                            examples,
                            null,
                            (step, loss, drawing, snapshot) -> report(step, loss, config.steps(), begun))) {
                Files.createDirectories(out);
                SavedModel.of(weights).write(out);
                out().println("policy in " + out + ", weights "
                        + weights.digest().whole());
                out().flush();
                return 0;
            } catch (InterruptedException e) {
                out().println("stopped; nothing was written");
                out().flush();
                return StopSignal.EXIT_CODE;
            }
        }
    }

    private void report(int step, double loss, int steps, long begun) {
        if (step % REPORT_EVERY == 0 || step == steps) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begun);
            out().printf(Locale.ROOT, "step %d of %d, loss %.4f, %d s%n", step, steps, loss, elapsed.toSeconds());
            out().flush();
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw new UsageException(folder + " is no folder");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new UsageException(folder + " is not empty; give another folder with --out");
            }
        }
    }
}
