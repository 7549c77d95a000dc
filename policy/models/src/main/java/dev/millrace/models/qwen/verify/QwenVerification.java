package dev.millrace.models.qwen.verify;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs all checks on a folder of vectors. */
public final class QwenVerification {

    private static final List<Check> CHECKS =
            List.of(new ImageCheck(), new PositionCheck(), new ForwardCheck(), new TrainingCheck());

    private QwenVerification() {}

    /**
     * A result with the model that it is about.
     *
     * @param model its family; {@code all} for what families have in common
     */
    public record ModelResult(String model, CheckResult result) {}

    /**
     * Runs all checks on every model below a folder.
     *
     * @param folder of one model's vectors, or of folders of such
     * @param tokenizers a folder below which real tokenizers lie; what needs them is skipped without
     * @param told gets each result as it comes
     * @return all results
     * @throws IllegalArgumentException if there are no vectors in the folder
     * @throws RuntimeException if a file of theirs is missing or cannot be read
     */
    public static List<ModelResult> run(Path folder, Optional<Path> tokenizers, Consumer<ModelResult> told) {
        List<ModelResult> results = new ArrayList<>();
        for (CheckResult result : new SharedChecks(folder, tokenizers).run()) {
            tell("all", result, told, results);
        }
        for (Path model : models(folder)) {
            VectorSet vectors = new VectorSet(model);
            for (Check check : CHECKS) {
                for (CheckResult result : check.run(vectors)) {
                    tell(vectors.family(), result, told, results);
                }
            }
        }
        return results;
    }

    private static void tell(String model, CheckResult result, Consumer<ModelResult> told, List<ModelResult> results) {
        ModelResult named = new ModelResult(model, result);
        told.accept(named);
        results.add(named);
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
