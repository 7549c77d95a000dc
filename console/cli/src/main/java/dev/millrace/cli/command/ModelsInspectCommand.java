package dev.millrace.cli.command;

import dev.millrace.cli.models.EngineState;
import dev.millrace.cli.models.MemoryRow;
import dev.millrace.cli.models.ModelInspection;
import dev.millrace.cli.models.VersionRow;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.family.CheckpointFacts;
import dev.millrace.policy.family.ComputeSettings;
import dev.millrace.policy.family.PolicyFamilies;
import dev.millrace.policy.family.PolicyFamily;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.memory.MemoryHere;
import dev.millrace.runtime.role.Policies;
import dev.millrace.schemas.failure.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code models inspect}. */
@Command(
        name = "inspect",
        description = {
            "Say what a checkpoint is, which engine and device there are for it here, and how much memory it will take to"
                    + " sample and to train, with the settings of a run.",
            "Ends with 1 if a file is missing or does not fit, or the engine cannot be started."
        })
final class ModelsInspectCommand extends PrintingCommand {

    @Parameters(
            paramLabel = "FOLDER",
            description = "Folder of a checkpoint, or base for the policy that ships with Millrace.")
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs
    private String checkpoint;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "512",
            description = "Tokens of a prompt with its images, for the memory. Default: ${DEFAULT-VALUE}")
    private int promptTokens;

    @Option(
            names = "--rank",
            paramLabel = "R",
            defaultValue = "16",
            description = "Rank of the adapter that is trained, for the memory. Default: ${DEFAULT-VALUE}")
    private int rank;

    @Override
    int run(MillraceConfig settings) {
        if (promptTokens < 1 || rank < 1) {
            throw new UsageException("--prompt-tokens and --rank must be at least 1");
        }
        ModelSource source = Policies.limited(Policies.find(checkpoint), settings.policy());
        PolicyFamily family = PolicyFamilies.found().of(source);
        ComputeSettings compute = settings.policy().compute();
        ModelInspection inspection = new ModelInspection(
                checkpoint,
                family.name(),
                family.inspect(source).orElseGet(() -> described(family, source)),
                EngineState.of(compute),
                MemoryHere.of(compute.device()),
                MemoryRow.of(family, source, settings, promptTokens, rank),
                VersionRow.of(family, source, settings, rank));
        inspection.lines().forEach(out()::println);
        out().flush();
        print(inspection.json());
        return inspection.engine().problem().isEmpty() ? 0 : 1;
    }

    /** What every family says. */
    private static CheckpointFacts described(PolicyFamily family, ModelSource source) {
        Map<String, String> facts = new LinkedHashMap<>();
        var description = family.describe(source);
        facts.put("architecture", description.architecture());
        facts.put("vocabulary", Integer.toString(description.vocabulary()));
        facts.put(
                "longest",
                "prompts of " + description.maxPromptTokens() + " tokens, answers of "
                        + description.maxResponseTokens());
        return new CheckpointFacts(0, facts);
    }
}
