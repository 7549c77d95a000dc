package dev.millrace.cli.command;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.cli.speed.ModelShape;
import dev.millrace.cli.speed.RandomModel;
import dev.millrace.cli.speed.SpeedRow;
import dev.millrace.cli.speed.SpeedRun;
import dev.millrace.cli.speed.SpeedTask;
import dev.millrace.policy.family.Precision;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench qwen}. */
@Command(
        name = "qwen",
        description = {
            "Measure how many tokens a second the family qwen draws and trains on this machine's processor, and the peak of"
                    + " its memory beside what was foreseen, with a model of random weights that is made for it.",
            "With --python the same is done in PyTorch, in several forms of attention."
        })
final class BenchQwenCommand extends BenchmarkCommand {

    @Option(
            names = "--shape",
            paramLabel = "SHAPE",
            defaultValue = "0.5b",
            description = "Size of the model: 0.5b (1 GB on disk while it runs) or tiny. Default: ${DEFAULT-VALUE}")
    private String shape = "0.5b";

    @Option(
            names = "--work",
            paramLabel = "WORK",
            split = ",",
            defaultValue = "sampling,lora",
            description = "What is measured, of sampling, lora and full. Default: ${DEFAULT-VALUE}")
    private List<SpeedTask.Kind> work = List.of();

    @Option(
            names = "--precision",
            paramLabel = "P",
            split = ",",
            defaultValue = "float32",
            description = "How weights are held, float32 or bfloat16, or both. Default: ${DEFAULT-VALUE}")
    private List<Precision> precisions = List.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "Threads of one operation. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--sequences",
            paramLabel = "N",
            defaultValue = "8",
            description = "Answers to a prompt. Default: ${DEFAULT-VALUE}")
    private int sequences;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "96",
            description = "Tokens of the prompt. Default: ${DEFAULT-VALUE}")
    private int promptTokens;

    @Option(
            names = "--answer-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "Tokens of an answer. Default: ${DEFAULT-VALUE}")
    private int answerTokens;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "Repetitions, of which the fastest counts; one more warms up. Default: ${DEFAULT-VALUE}")
    private int repetitions;

    @Option(names = "--python", paramLabel = "PROGRAM", description = "A Python with PyTorch, to compare with.")
    private @Nullable String python;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (Stream.of(threads, sequences, promptTokens, answerTokens, repetitions)
                .anyMatch(number -> number < 1)) {
            throw new UsageException(
                    "--threads, --sequences, --prompt-tokens, --answer-tokens and --repeat must be at least 1");
        }
        if (precisions.contains(Precision.AUTO)) {
            throw new UsageException("--precision must be float32 or bfloat16, not auto");
        }
        ModelShape size = shape();
        Path folder = Files.createTempDirectory("millrace-bench-");
        try {
            RandomModel.write(size, folder);
            List<SpeedTask> tasks = new ArrayList<>();
            for (Precision precision : precisions) {
                for (SpeedTask.Kind kind : work) {
                    for (boolean recompute : kind == SpeedTask.Kind.SAMPLING ? List.of(false) : List.of(true, false)) {
                        tasks.add(new SpeedTask(
                                kind, precision, threads, sequences, promptTokens, answerTokens, recompute));
                    }
                }
            }
            write(json(new SpeedRun(Optional.ofNullable(python), folder, repetitions, this::say).run(tasks)));
            return 0;
        } finally {
            delete(folder);
        }
    }

    private ModelShape shape() {
        try {
            return ModelShape.named(shape);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String json(List<SpeedRow> rows) {
        ArrayNode array = JsonMapper.builder().build().createArrayNode();
        for (SpeedRow row : rows) {
            array.addObject()
                    .put("program", row.program())
                    .put("work", row.work())
                    .put("precision", row.precision())
                    .put("tokens_per_second", row.tokensPerSecond())
                    .put("peak_bytes", row.peakBytes())
                    .put("forecast_bytes", row.forecastBytes());
        }
        return array.toPrettyString();
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> below = Files.walk(folder)) {
            all = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
