package dev.millrace.audit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.client.DecodingLimits;
import dev.millrace.schemas.topic.RecordLimits;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class RecordFuzzTest {

    private static final long SEED = 20_260_101;

    @BeforeAll
    static void limit() {
        DecodingLimits.apply();
    }

    @Test
    void shouldReadOrRefuseEveryDamagedRecord() {
        // When: a million of them go through `millrace bench records`
        FuzzReport report = new RecordFuzz(SEED).run(40_000, done -> {});

        // Then
        String said = String.join("\n", report.lines());
        assertThat(report.failed()).as(said).isZero();
        assertThat(report.count()).isEqualTo(40_000);
        assertThat(report.largestBytes()).as(said).isLessThan(RecordFuzz.MOST_BYTES);
        assertThat(report.outcomes().values())
                .anySatisfy(each -> assertThat(each.refused()).isPositive());
    }

    @Test
    void shouldBoundWhatABombTakesWhateverItsCodec() {
        // When
        List<CompressedBombs.Outcome> bombs = CompressedBombs.read();

        // Then what topics store is bounded for who reads it, and whatever was read can be set aside
        assertThat(bombs).extracting(CompressedBombs.Outcome::codec).contains("none", "gzip", "snappy", "lz4", "zstd");
        assertThat(bombs)
                .allSatisfy(bomb -> assertThat(bomb.failed()).as(bomb.line()).isFalse());
        assertThat(bombs)
                .filteredOn(bomb -> bomb.bytes() > RecordLimits.MAX_BATCH_BYTES)
                .noneMatch(CompressedBombs.Outcome::stored)
                .allSatisfy(bomb -> assertThat(bomb.letter()).isLessThan(64 * 1024));
    }

    @Test
    void shouldNameARecordThatIsNeitherReadNorRefused() {
        // Given a reader that breaks on one of its samples
        FuzzTarget target = new FuzzTarget(
                "fragile",
                List.of(new byte[] {1, 2, 3}),
                bytes -> {
                    if (bytes.length > 3) {
                        throw new IllegalStateException("broken");
                    }
                },
                IllegalArgumentException.class);

        // When
        FuzzReport report = new RecordFuzz(SEED, List.of(target)).run(200, done -> {});

        // Then
        assertThat(report.failed()).isPositive();
        assertThat(report.failures().get(0)).startsWith("fragile ").contains("IllegalStateException: broken: ");
    }
}
