package dev.millrace.audit.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.avro.WeightKind;
import dev.millrace.schemas.avro.WeightRecord;
import dev.millrace.schemas.avro.WeightShard;
import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.lineage.Lineages;
import dev.millrace.schemas.weights.WeightAnnouncement;
import dev.millrace.schemas.weights.WeightObjects;
import dev.millrace.testing.FlakyStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WeightCollectorTest {

    private static final RunId RUN = new RunId("r");

    @Test
    void shouldTellOfAShardThatNoObjectCanBeCalled() {
        WeightCollector collector =
                new WeightCollector(Optional.of(new FlakyStore()), new WeightObjects("t.weights", RUN));
        WeightRecord record = new WeightAnnouncement(
                        RUN,
                        1,
                        "mot",
                        WeightKind.ANCHOR,
                        Optional.empty(),
                        Optional.empty(),
                        "{}",
                        20,
                        "ab".repeat(32),
                        List.of(),
                        0,
                        Instant.EPOCH,
                        Lineages.NONE)
                .inStore("flaky:store", List.of(new WeightShard(20L, "../../etc/passwd")));
        collector.add(new Position("t.weights", 0, 7), "r/1/manifest", record);

        List<LoggedWeights> versions = collector.finished();

        assertThat(versions).singleElement().satisfies(version -> assertThat(version.problems())
                .contains("a shard's digest is no SHA-256: ../../etc/passwd"));
    }
}
