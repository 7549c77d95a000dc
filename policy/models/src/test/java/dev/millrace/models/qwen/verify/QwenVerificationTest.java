package dev.millrace.models.qwen.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millrace.models.qwen.verify.CheckResult.Outcome;
import dev.millrace.models.qwen.verify.QwenVerification.ModelResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All vectors of both architectures, which are no part of the project: looked for in the folder of the system property {@code
 * millrace.vectors}, else in {@code ../shared/vectors} beside the project's root ({@code millrace.root}).
 */
class QwenVerificationTest {

    @Test
    void shouldEqualTheReferenceInEveryStageAndLookAtEveryVector() {
        // Given
        Path folder = vectors();

        // When
        List<ModelResult> results = QwenVerification.run(folder, tokenizers(), result -> {});

        // Then
        assertThat(results).isNotEmpty().allSatisfy(result -> assertThat(
                        result.result().outcome())
                .as(
                        "%s, %s: %s",
                        result.model(), result.result().name(), result.result().detail())
                .isNotEqualTo(Outcome.FAILS));
        assertThat(results)
                .extracting(result -> result.model() + ", " + result.result().name())
                .noneMatch(name -> name.contains("not looked at"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2_5_vl", "qwen3_vl"})
    void shouldFailForEveryResultThatIsAnother(String model, @TempDir Path copy) throws IOException {
        // Given
        ChangedVectors changed = ChangedVectors.of(vectors().resolve(model), copy);

        // When
        List<ModelResult> results = QwenVerification.run(changed.folder(), Optional.empty(), result -> {});

        // Then
        Set<String> failed = new TreeSet<>();
        results.stream()
                .filter(result -> result.result().outcome() == Outcome.FAILS)
                .forEach(result -> failed.addAll(result.result().places()));
        assertThat(changed.places()).hasSizeGreaterThan(100).allSatisfy(place -> assertThat(failed)
                .as("what failed, with what was compared with %s", place)
                .anyMatch(each -> place.equals(each) || place.startsWith(each + "/")));
    }

    /** Those of {@code -Dmillrace.tokenizers=…}. */
    private static Optional<Path> tokenizers() {
        return Optional.ofNullable(System.getProperty("millrace.tokenizers")).map(Path::of);
    }

    private static Path vectors() {
        String root = System.getProperty("millrace.root", "..");
        Path folder = Path.of(System.getProperty(
                        "millrace.vectors",
                        Path.of(root, "..", "shared", "vectors").toString()))
                .toAbsolutePath()
                .normalize()
                .resolve("vlm");
        assumeTrue(
                Files.isDirectory(folder),
                () -> "skipped: no vectors at " + folder + "; name their parent folder with -Dmillrace.vectors=…");
        return folder;
    }
}
