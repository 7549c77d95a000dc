package dev.millrace.models.qwen.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs all checks on a folder of vectors. */
public final class QwenVerification {

    private static final Map<String, Check> CHECKS = checks();

    private QwenVerification() {}

    /**
     * A result with the model that it is about.
     *
     * @param model the name of its folder; {@code all} for what families have in common
     */
    public record ModelResult(String model, CheckResult result) {}

    private static Map<String, Check> checks() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("files", new LayoutCheck());
        checks.put("texts", new TextCheck());
        checks.put("images", new ImageCheck());
        checks.put("positions", new PositionCheck());
        checks.put("vision", new VisionCheck());
        checks.put("language model", new LanguageCheck());
        checks.put("greedy decoding", new GreedyCheck());
        checks.put("other checkpoints", new CheckpointCheck());
        checks.put("answers", new AnswerCheck());
        checks.put("gradients", new GradientCheck());
        checks.put("step of AdamW", new StepCheck());
        checks.put("adapter", new AdapterCheck());
        checks.put("views", new ViewCheck());
        return checks;
    }

    /**
     * Runs all checks on every model below a folder. What cannot be read or computed is a result that fails; the others are told
     * all the same.
     *
     * @param folder of one model's vectors, or of folders of such
     * @param tokenizers a folder below which real tokenizers lie; what needs them is skipped without
     * @param told gets each result as it comes
     * @return all results
     * @throws IllegalArgumentException if there are no vectors in the folder
     */
    public static List<ModelResult> run(Path folder, Optional<Path> tokenizers, Consumer<ModelResult> told) {
        List<ModelResult> results = new ArrayList<>();
        List<Path> models = models(folder);
        new SharedChecks(folder, tokenizers).run(telling("all", told, results));
        for (Path model : models) {
            String name = String.valueOf(model.toAbsolutePath().normalize().getFileName());
            Results own = telling(name, told, results);
            own.attempt("vectors", () -> model(new VectorSet(model), own));
        }
        return results;
    }

    private static void model(VectorSet vectors, Results results) {
        CHECKS.forEach((name, check) -> results.attempt(name, () -> check.run(vectors, results)));
        Coverage.tell(vectors, results);
    }

    private static Results telling(String model, Consumer<ModelResult> told, List<ModelResult> all) {
        return new Results(result -> {
            ModelResult named = new ModelResult(model, result);
            told.accept(named);
            all.add(named);
        });
    }

    private static List<Path> models(Path folder) {
        if (Files.isRegularFile(folder.resolve(VectorSet.FILE))) {
            return List.of(folder);
        }
        try (Stream<Path> below = Files.list(folder)) {
            List<Path> models = below.filter(path -> Files.isRegularFile(path.resolve(VectorSet.FILE)))
                    .sorted()
                    .toList();
            if (models.isEmpty()) {
                throw new IllegalArgumentException(folder + " has no " + VectorSet.FILE + ", nor has a folder in it");
            }
            return models;
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read: " + e.getMessage(), e);
        }
    }
}
