package dev.millrace.cli.export;

import dev.millrace.cli.CommandRun;
import dev.millrace.cli.demo.Demo;
import dev.millrace.cli.demo.DemoConsole;
import dev.millrace.cli.demo.DemoData;
import dev.millrace.cli.demo.DemoFolder;
import dev.millrace.cli.demo.DemoReport;
import dev.millrace.infra.local.LocalStack;
import dev.millrace.infra.local.LocalStackConfig;
import dev.millrace.models.engine.EngineSettings;
import dev.millrace.models.engine.PolicyEngine;
import dev.millrace.models.mot.checkpoint.SavedModel;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.policy.checkpoint.CheckpointStore;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.text.WordTokenizer;
import dev.millrace.runtime.config.MillraceConfig;
import dev.millrace.runtime.role.StopSignal;
import dev.millrace.schemas.client.KafkaConnection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A demo of two steps that is over, with its topics in its folder. It is made once for many tests, and so is the broker
 * that serves its topics to all of them.
 */
final class RecordedRun implements AutoCloseable {

    private final Path demo;
    private final DemoReport report;
    private final String said;
    private @Nullable LocalStack stack;

    private RecordedRun(Path demo, DemoReport report, String said) {
        this.demo = demo;
        this.report = report;
        this.said = said;
    }

    /**
     * Makes one with a policy that has learnt nothing, as {@code demo} does, page included.
     *
     * @param folder gets the policy and the run
     * @param overrides of its settings
     */
    static RecordedRun record(Path folder, DemoData data, String... overrides)
            throws IOException, InterruptedException {
        PolicyEngine.start(new EngineSettings(1, 1));
        Path base = folder.resolve("base");
        untrained().write(base);
        List<String> all = new ArrayList<>(List.of(
                "learner.total_steps=2",
                "learner.batch_groups=4",
                "worker.group_size=4",
                "worker.batch_prompts=4",
                "policy.threads=1",
                "policy.checkpoint=" + base));
        all.addAll(List.of(overrides));
        MillraceConfig settings = MillraceConfig.loader().load(all, Optional.empty(), List.of());
        try (StopSignal signal = StopSignal.install(Duration.ofSeconds(30));
                DemoFolder demo = DemoFolder.claim(folder.resolve("demo"))) {
            MillraceConfig here = settings.within(demo.checkpoints(), demo.streamsState());
            MillraceConfig.loader().save(here, demo.config());
            StringWriter said = new StringWriter();
            DemoConsole console = new DemoConsole(new PrintWriter(said), false, 80);
            DemoReport report = new Demo(here, demo, data, console, signal, true, Clock.systemUTC())
                    .run(ModelSource.folder(base))
                    .orElseThrow();
            return new RecordedRun(folder.resolve("demo"), report, said.toString());
        }
    }

    private static SavedModel untrained() {
        PolicyConfig architecture = PolicyConfig.base(WordTokenizer.builtIn().vocabularySize());
        try (PolicyWeights weights = PolicyWeights.initialize(architecture, 7)) {
            return SavedModel.of(weights);
        }
    }

    /** Its folder. */
    Path demo() {
        return demo;
    }

    /** What it came to. */
    DemoReport report() {
        return report;
    }

    /** What it has printed. */
    String said() {
        return said;
    }

    /** A command with the settings of this run that starts a broker on its data itself; only before {@link #serve}. */
    CommandRun alone(String... arguments) {
        return command(arguments, "--run", demo.toString());
    }

    /** Starts the broker that the commands of {@link #run} ask from now on. */
    void serve() {
        stack = LocalStack.start(LocalStackConfig.in(demo.resolve("data")));
    }

    /** How to reach its topics. */
    KafkaConnection connection() {
        return Objects.requireNonNull(stack, "serve() comes first").connection();
    }

    /** A command with the settings and the topics of this run. */
    CommandRun run(String... arguments) {
        return command(
                arguments,
                "-s",
                "kafka.bootstrap=" + connection().bootstrapServers(),
                "-s",
                "kafka.registry=" + connection().registryUrl());
    }

    private CommandRun command(String[] arguments, String... where) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", demo.resolve("config.yaml").toString()));
        all.addAll(List.of(where));
        return CommandRun.of(all.toArray(String[]::new));
    }

    /** SHA-256 of the weights that it has ended with. */
    String weights() {
        return Objects.requireNonNull(CheckpointStore.load(new CheckpointStore(demo.resolve("checkpoints"), 2)
                        .newest()
                        .orElseThrow())
                .state()
                .provenance()
                .get("weights_sha256"));
    }

    @Override
    public void close() {
        if (stack != null) {
            stack.close();
        }
    }
}
