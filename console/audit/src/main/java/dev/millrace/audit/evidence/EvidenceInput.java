package dev.millrace.audit.evidence;

import dev.millrace.schemas.avro.FinishReason;
import dev.millrace.schemas.avro.ImageSpan;
import dev.millrace.schemas.avro.LogProbMode;
import dev.millrace.schemas.avro.PromptDigests;
import dev.millrace.schemas.avro.ScoreOutcome;
import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.id.TrajectoryId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.message.MessageDecoder;
import org.jspecify.annotations.Nullable;

/** Reads pieces of evidence as {@link EvidenceOutput} wrote them. Belongs to one thread. */
final class EvidenceInput {

    private final ByteBuffer in;

    EvidenceInput(ByteBuffer in) {
        this.in = in;
    }

    int number() {
        return in.getInt();
    }

    long large() {
        return in.getLong();
    }

    List<Integer> numbers() {
        int count = number();
        List<Integer> numbers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            numbers.add(number());
        }
        return numbers;
    }

    boolean flag() {
        return in.get() != 0;
    }

    String text() {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private @Nullable String textOrNone() {
        return flag() ? text() : null;
    }

    private String textBeside(String other) {
        return flag() ? other : text();
    }

    Position place() {
        return new Position(text().intern(), number(), large());
    }

    ByteBuffer bytes() {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    <T> T record(MessageDecoder<T> decoder) {
        try {
            return decoder.decode(bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LoggedTrajectory trajectory(GroupId group) {
        TrajectoryId id = new TrajectoryId(group, number());
        return new LoggedTrajectory(
                id,
                place(),
                Instant.ofEpochMilli(large()),
                textBeside(group.value()),
                text(),
                number(),
                flag(),
                number(),
                number(),
                number(),
                sampling(),
                textOrNone());
    }

    private LoggedSampling sampling() {
        return new LoggedSampling(
                flag(),
                LogProbMode.valueOf(text()),
                flag(),
                in.getFloat(),
                FinishReason.valueOf(text()),
                flag() ? new PromptDigests(text(), text(), text()) : null,
                spans(),
                texts(),
                large());
    }

    private List<ImageSpan> spans() {
        int count = number();
        List<ImageSpan> spans = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            spans.add(new ImageSpan(number(), number(), number(), number(), number()));
        }
        return List.copyOf(spans);
    }

    private List<String> texts() {
        int count = number();
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(text());
        }
        return List.copyOf(texts);
    }

    LoggedScore score(String group) {
        return new LoggedScore(
                place(),
                textBeside(group),
                number(),
                text().intern(),
                ScoreOutcome.valueOf(text()),
                flag() ? Double.valueOf(in.getDouble()) : null);
    }
}
