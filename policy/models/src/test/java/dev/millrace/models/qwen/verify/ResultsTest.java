package dev.millrace.models.qwen.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.verify.CheckResult.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    @TempDir
    private Path folder;

    private final List<CheckResult> told = new ArrayList<>();
    private final Results results = new Results(told::add);
    private VectorNode vectors;

    @BeforeEach
    void write() {
        Path file = folder.resolve("vectors.json");
        try {
            Files.writeString(file, "{\"values\": [1.0, 2.0], \"text\": \"a\", \"ids\": [[1, 2], [3]]}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        vectors = VectorNode.read(file, new LookedAt());
    }

    @Test
    void shouldFailWithTheReasonAndGoOnWhereAPartThrows() {
        // When
        results.attempt("first", () -> {
            throw new IllegalStateException("no\nroom");
        });
        results.attempt("second", () -> results.equal("second", "a", vectors.at("text")));

        // Then
        assertThat(told).extracting(CheckResult::name).containsExactly("first", "second");
        assertThat(told).extracting(CheckResult::outcome).containsExactly(Outcome.FAILS, Outcome.HOLDS);
        assertThat(told.get(0).detail()).isEqualTo("cannot be computed: no room");
        assertThat(results.compared()).isEqualTo(1);
    }

    @Test
    void shouldFailNamingWhatTheVectorsLack() {
        // When
        results.attempt(
                "missing",
                () -> results.near("missing", new float[1], vectors.at("a").at("b"), 1));

        // Then
        assertThat(told.get(0).outcome()).isEqualTo(Outcome.FAILS);
        assertThat(told.get(0).detail()).isEqualTo("the vectors have no vectors.json a/b");
    }

    @Test
    void shouldFailForNumbersThatAreNoneOrTooFewOrTooFar() {
        // When
        results.near("not a number", new float[] {1, Float.NaN}, vectors.at("values"), 1);
        results.near("fewer", new float[] {1}, vectors.at("values"), 1);
        results.near("far", new float[] {1, 2.2f}, vectors.at("values"), 0.1);
        results.nearEach("not a number", new float[] {Float.NaN, 2}, vectors.at("values"), new double[] {1, 1}, "all");
        results.nearEach("far", new float[] {1, 2.2f}, vectors.at("values"), new double[] {1, 0.1}, "little");
        results.nearAsWhole("far", new float[] {1.5f, 2}, vectors.at("values"), 0.1);

        // Then
        assertThat(told).hasSize(6).extracting(CheckResult::outcome).containsOnly(Outcome.FAILS);
        assertThat(told).allSatisfy(result -> assertThat(result.places()).containsExactly("vectors.json values"));
    }

    @Test
    void shouldHoldForNumbersThatAreNearEnough() {
        // When
        results.near("near", new float[] {1, 2.05f}, vectors.at("values"), 0.1);
        results.nearEach("near", new float[] {1.5f, 2.05f}, vectors.at("values"), new double[] {1, 0.1}, "little");
        results.nearAsWhole("near", new float[] {1, 2.1f}, vectors.at("values"), 0.1);

        // Then
        assertThat(told).extracting(CheckResult::outcome).containsOnly(Outcome.HOLDS);
    }

    @Test
    void shouldSayWhereListsDiffer() {
        // When
        results.equal("ids", List.of(new int[] {1, 2}, new int[] {4}), vectors.at("ids"));

        // Then
        assertThat(told.get(0).outcome()).isEqualTo(Outcome.FAILS);
        assertThat(told.get(0).detail()).isEqualTo("number 1: number 0: got 4, wanted 3");
    }
}
