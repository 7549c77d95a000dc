package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.cli.pretrain.Artefact;
import dev.millrace.cli.pretrain.PretrainSection;
import dev.millrace.cli.pretrain.PretrainedFamily;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pretrain}. */
@Command(
        name = "pretrain",
        description = {
            "Make the base policy and the frozen referees from scratch, on drawn scenes; or a small policy of another"
                    + " family, as a folder like those of Hugging Face.",
            "The same settings and number of threads give the same bits on the same kind of machine."
        })
public final class PretrainCommand extends PrintingCommand {

    private static final Duration STOP = Duration.ofSeconds(20);

    @Option(
            names = {"-o", "--out"},
            paramLabel = "DIR",
            required = true,
            description = "Folder of what is made: base/ and referee/, or small-qwen/. It must be empty or absent.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path out;

    @Option(
            names = "--family",
            paramLabel = "FAMILY",
            defaultValue = "mot",
            description = "Family of the policy: mot for the base policy, with its referees, or qwen2_5_vl for a small"
                    + " Qwen2.5-VL. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private PretrainedFamily family;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Make only these, of mot: autoencoder, base, reader, dual-encoder. Default: all of them.")
    private List<String> only = new ArrayList<>();

    @Override
    List<String> presets() {
        return family.presets();
    }

    @Override
    int run(MillraceConfig settings) throws IOException, InterruptedException {
        List<Artefact> chosen = chosen();
        OutFolder.requireEmpty(out);
        PolicyEngine.start(EngineSettings.of(settings.policy().compute()));
        Thread training = Thread.currentThread();
        try (StopSignal signal = StopSignal.install(STOP)) {
            signal.onRequest(training::interrupt);
            ObjectNode result = JsonNodeFactory.instance.objectNode().put("out", out.toString());
            ArrayNode made = result.putArray("made");
            for (Artefact artefact : chosen) {
                Files.createDirectories(out);
                artefact.make(PretrainSection.of(settings), settings.policy().compute(), out, this::say);
                made.add(artefact.name());
            }
            print(result);
            return 0;
        } catch (InterruptedException e) {
            say("stopped; what was not finished was not written");
            return StopSignal.EXIT_CODE;
        }
    }

    private List<Artefact> chosen() {
        List<String> names = family.artefacts().stream().map(Artefact::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new UsageException("there is no " + name + " to make; there are " + String.join(", ", names));
            }
        }
        return family.artefacts().stream()
                .filter(artefact -> only.isEmpty() || only.contains(artefact.name()))
                .toList();
    }
}
