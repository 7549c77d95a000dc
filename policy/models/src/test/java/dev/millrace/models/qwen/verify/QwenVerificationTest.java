package dev.millrace.models.qwen.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * All vectors of both architectures, which are no part of the project: looked for in the folder of the system property {@code
 * millrace.vectors}, else in {@code ../shared/vectors} beside the project's root ({@code millrace.root}).
 */
class QwenVerificationTest {

    @Test
    void shouldEqualTheReferenceInEveryStage() {
        // Given
        Path folder = vectors().resolve("vlm");
        assumeTrue(
                Files.isDirectory(folder),
                () -> "skipped: no vectors at " + folder + "; name their parent folder with -Dmillrace.vectors=…");

        // When
        List<QwenVerification.ModelResult> results = QwenVerification.run(folder, tokenizers(), result -> {});

        // Then
        assertThat(results).isNotEmpty().allSatisfy(result -> assertThat(
                        result.result().outcome())
                .as(
                        "%s, %s: %s",
                        result.model(), result.result().name(), result.result().detail())
                .isNotEqualTo(CheckResult.Outcome.FAILS));
    }

    /** Those of {@code -Dmillrace.tokenizers=…}. */
    private static Optional<Path> tokenizers() {
        return Optional.ofNullable(System.getProperty("millrace.tokenizers")).map(Path::of);
    }

    private static Path vectors() {
        String root = System.getProperty("millrace.root", "..");
        return Path.of(System.getProperty(
                        "millrace.vectors",
                        Path.of(root, "..", "shared", "vectors").toString()))
                .toAbsolutePath()
                .normalize();
    }
}
