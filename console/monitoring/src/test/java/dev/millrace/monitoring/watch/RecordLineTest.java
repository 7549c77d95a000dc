package dev.millrace.monitoring.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schemas.avro.Drop;
import dev.millrace.schemas.avro.DropReason;
import dev.millrace.schemas.packed.PackedInts;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class RecordLineTest {

    private static final Instant AT = Instant.parse("2026-01-01T12:34:56.789Z");

    @Test
    void shouldPutARecordOnALineThatSteersNoTerminal() {
        ObjectNode record = RecordJson.of(drop("too old\u001b[2J\nreally"));

        String line = RecordLine.of(AT, 2, 17, record, ZoneOffset.UTC);

        assertThat(line)
                .startsWith("12:34:56.789 2@17  group_id=demo/0/1  indices=[2]")
                .contains("reason=STALE", "detail=too old·[2J⏎really")
                .doesNotContain("\u001b", "\n", "run_id");
    }

    @Test
    void shouldShowPackedArraysAsNumbers() {
        assertThat(RecordJson.of(drop("")).path("indices").toString()).isEqualTo("[0,3]");
    }

    @Test
    void shouldFilterByFieldsAndFieldsWithin() {
        ObjectNode record = RecordJson.empty().put("reason", "STALE");
        record.putObject("prompt").put("category", "count");

        assertThat(TopicFilter.parse("reason=stale").passes(record)).isTrue();
        assertThat(TopicFilter.parse("prompt.category~oun").passes(record)).isTrue();
        assertThat(TopicFilter.parse("prompt.category=oun").passes(record)).isFalse();
        assertThat(TopicFilter.parse("nothing=x").passes(record)).isFalse();
        assertThatThrownBy(() -> TopicFilter.parse("reason"))
                .hasMessage("a filter is FIELD=TEXT or FIELD~TEXT, not \"reason\"");
    }

    private static Drop drop(String detail) {
        return Drop.newBuilder()
                .setRunId("demo")
                .setGroupId("demo/0/1")
                .setIndices(PackedInts.of(0, 3).bytes())
                .setWholeGroup(true)
                .setReason(DropReason.STALE)
                .setDetail(detail)
                .setDroppedBy("learner")
                .setDroppedAt(AT)
                .build();
    }
}
