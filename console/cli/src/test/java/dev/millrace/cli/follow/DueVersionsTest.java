package dev.millrace.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightManifest;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.AssembledWeights;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WholeWeights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DueVersionsTest {

    private static final int NONE = -1;

    @Test
    void shouldTakeTheNewestAndSayWhichItPassesOver() throws InterruptedException {
        DueVersions due = new DueVersions(1, 1, NONE);
        offer(due, 0);
        Due first = take(due).orElseThrow();
        offer(due, 1, 2, 3);

        Due second = take(due).orElseThrow();

        assertThat(first.newest().version()).isZero();
        assertThat(first.passedOver()).isEmpty();
        assertThat(second.newest().version()).isEqualTo(3);
        assertThat(second.passedOver()).containsExactly(1, 2);
        assertThat(take(due)).isEmpty();
    }

    @Test
    void shouldTellOfThoseTooThatItHasNeverSeen() throws InterruptedException {
        DueVersions due = new DueVersions(1, 1, 4);
        offer(due, 7);

        assertThat(take(due).orElseThrow().passedOver()).containsExactly(5, 6);
    }

    @Test
    void shouldTakeNoneThatHasAResult() throws InterruptedException {
        DueVersions due = new DueVersions(1, 1, 7);
        offer(due, 6, 7);

        assertThat(take(due)).isEmpty();
    }

    @Test
    void shouldTakeVersionsOfCertainStepsOnly() throws InterruptedException {
        DueVersions due = new DueVersions(10, 1, NONE);
        offer(due, 7, 8, 9, 10, 11);
        Due first = take(due).orElseThrow();
        offer(due, 12, 19, 20, 29, 30, 39);

        Due second = take(due).orElseThrow();

        assertThat(first.newest().version()).isEqualTo(10);
        assertThat(second.newest().version()).isEqualTo(30);
        assertThat(second.passedOver()).containsExactly(20);
        assertThat(due.newestSeen()).isEqualTo(39);
    }

    @Test
    void shouldAverageTheLastOnesOnceThereAreSoMany() throws InterruptedException {
        DueVersions due = new DueVersions(2, 3, NONE);
        offer(due, 0, 1, 2, 3);
        assertThat(take(due)).isEmpty();
        offer(due, 4);
        Due first = take(due).orElseThrow();
        offer(due, 6, 8);

        Due second = take(due).orElseThrow();

        assertThat(first.versions()).extracting(WholeWeights::version).containsExactly(0, 2, 4);
        assertThat(first.passedOver()).isEmpty();
        assertThat(second.versions()).extracting(WholeWeights::version).containsExactly(4, 6, 8);
        assertThat(second.passedOver()).containsExactly(6);
    }

    /** Versions 11 to 13 are abandoned: version 14 is step 10 once more, and 24 is step 20. */
    @Test
    void shouldCountStepsByTheirLineage() throws InterruptedException {
        Lineages rewound = Lineages.NONE.after(10, 13);
        DueVersions due = new DueVersions(5, 2, NONE);
        offer(due, 5, 10);
        Due before = take(due).orElseThrow();
        due.offer(weights(14, rewound));
        assertThat(take(due)).as("a mean over a rewind").isEmpty();
        due.offer(weights(19, rewound));
        due.offer(weights(24, rewound));

        Due after = take(due).orElseThrow();

        assertThat(before.versions()).extracting(WholeWeights::version).containsExactly(5, 10);
        assertThat(after.versions()).extracting(WholeWeights::version).containsExactly(19, 24);
        assertThat(after.passedOver()).containsExactly(14, 19);
    }

    @Test
    void shouldLetGoOfWhoWaitsWhenItIsClosed() throws InterruptedException {
        DueVersions due = new DueVersions(1, 1, NONE);
        due.close();

        assertThat(due.take(Duration.ofHours(1))).isEmpty();
    }

    private static Optional<Due> take(DueVersions due) throws InterruptedException {
        return due.take(Duration.ZERO);
    }

    private static void offer(DueVersions due, int... versions) {
        for (int version : versions) {
            due.offer(weights(version, Lineages.NONE));
        }
    }

    private static WholeWeights weights(int version, Lineages lineages) {
        WeightAnnouncement announcement = new WeightAnnouncement(
                new RunId("run"),
                version,
                "mot",
                WeightKind.ANCHOR,
                Optional.empty(),
                Optional.empty(),
                "{}",
                1,
                "sha256",
                List.of(),
                0,
                Instant.EPOCH,
                lineages);
        return new AssembledWeights(
                (WeightManifest) announcement.inStore("none", List.of()).getBody(), List.of());
    }
}
