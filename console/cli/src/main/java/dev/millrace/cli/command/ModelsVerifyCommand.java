package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.qwen.model.Kernels;
import dev.millrace.models.qwen.verify.CheckResult;
import dev.millrace.models.qwen.verify.QwenVerification;
import dev.millrace.runtime.config.MillraceConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code models verify}. */
@Command(
        name = "verify",
        description = {
            "Compute what the vectors of tiny Qwen-VL checkpoints hold, from pixels to gradients, and compare: a line for each"
                    + " check.",
            "Ends with 1 if one fails."
        })
final class ModelsVerifyCommand extends PrintingCommand {

    @Option(
            names = "--vectors",
            required = true,
            paramLabel = "DIR",
            description = "Vectors of one model, or a folder of such.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private Path vectors;

    @Option(
            names = "--tokenizers",
            paramLabel = "DIR",
            description = "A folder below which real files tokenizer.json lie; without it their checks are skipped.")
    private @Nullable Path tokenizers;

    @Option(
            names = "--archive",
            paramLabel = "FILE",
            description = "Also write the functions that the engine runs, as TorchScript, for infra/gpu/check.py.")
    private @Nullable Path archive;

    @Override
    int run(MillraceConfig settings) throws IOException {
        if (archive != null) {
            Kernels.write(archive);
        }
        PolicyEngine.prepare(EngineSettings.of(settings.policy().compute()));
        List<QwenVerification.ModelResult> results =
                QwenVerification.run(vectors, Optional.ofNullable(tokenizers), this::tell);
        Map<CheckResult.Outcome, Integer> counts = new EnumMap<>(CheckResult.Outcome.class);
        results.forEach(each -> counts.merge(each.result().outcome(), 1, Integer::sum));
        int failed = counts.getOrDefault(CheckResult.Outcome.FAILS, 0);
        out().println(counts.getOrDefault(CheckResult.Outcome.HOLDS, 0) + " checks hold, " + failed + " fail, "
                + counts.getOrDefault(CheckResult.Outcome.SKIPPED, 0) + " were skipped");
        out().flush();
        print(json(results));
        return failed == 0 ? 0 : 1;
    }

    private void tell(QwenVerification.ModelResult each) {
        CheckResult result = each.result();
        String word =
                switch (result.outcome()) {
                    case HOLDS -> "holds";
                    case FAILS -> "FAILS";
                    case SKIPPED -> "skipped";
                };
        out().printf("%-7s  %-12s %s: %s%n", word, each.model(), result.name(), result.detail());
        out().flush();
    }

    private static ArrayNode json(List<QwenVerification.ModelResult> results) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (QwenVerification.ModelResult each : results) {
            ArrayNode places = array.addObject()
                    .put("model", each.model())
                    .put("check", each.result().name())
                    .put("outcome", each.result().outcome().name().toLowerCase(Locale.ROOT))
                    .put("detail", each.result().detail())
                    .putArray("vectors");
            each.result().places().forEach(places::add);
        }
        return array;
    }
}
