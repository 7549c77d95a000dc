package dev.millrace.monitoring.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a file of TensorBoard events by the published framing and the field numbers of {@code event.proto}, and knows
 * nothing of the code that writes it: its sums are computed bit by bit.
 */
final class EventFileReader {

    /** One number: {@code tag} at {@code step}, seconds since 1970. */
    record Scalar(String tag, long step, double wallTime, float value) {}

    private static final int CASTAGNOLI_REVERSED = 0x82f63b78;
    private static final int MASK = 0xa282ead8;

    private EventFileReader() {}

    /** All scalars of a file, in their order; a damaged sum fails the test that asks. */
    static List<Scalar> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Scalar> scalars = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int at = bytes.position();
            long length = bytes.getLong();
            assertThat(bytes.getInt()).as("sum of the length at %d", at).isEqualTo(masked(bytes.slice(at, Long.BYTES)));
            ByteBuffer data =
                    bytes.slice(bytes.position(), Math.toIntExact(length)).order(ByteOrder.LITTLE_ENDIAN);
            bytes.position(bytes.position() + data.capacity());
            assertThat(bytes.getInt()).as("sum of the data at %d", at).isEqualTo(masked(data.duplicate()));
            event(data, scalars);
        }
        return scalars;
    }

    private static void event(ByteBuffer event, List<Scalar> into) {
        double wallTime = 0;
        long step = 0;
        while (event.hasRemaining()) {
            long key = varint(event);
            switch ((int) (key >>> 3)) {
                case 1 -> wallTime = event.getDouble();
                case 2 -> step = varint(event);
                case 3 -> assertThat(text(event)).isEqualTo("brain.Event:2");
                case 5 -> summary(message(event), step, wallTime, into);
                default -> throw new AssertionError("field " + (key >>> 3) + " of an event");
            }
        }
    }

    private static void summary(ByteBuffer summary, long step, double wallTime, List<Scalar> into) {
        while (summary.hasRemaining()) {
            assertThat(varint(summary) >>> 3).as("repeated value").isEqualTo(1);
            ByteBuffer value = message(summary);
            assertThat(varint(value) >>> 3).as("tag").isEqualTo(1);
            String tag = text(value);
            assertThat(varint(value) >>> 3).as("simple_value").isEqualTo(2);
            into.add(new Scalar(tag, step, wallTime, value.getFloat()));
        }
    }

    private static String text(ByteBuffer from) {
        return StandardCharsets.UTF_8.decode(message(from)).toString();
    }

    private static ByteBuffer message(ByteBuffer from) {
        int length = Math.toIntExact(varint(from));
        ByteBuffer message = from.slice(from.position(), length).order(ByteOrder.LITTLE_ENDIAN);
        from.position(from.position() + length);
        return message;
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = from.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static int masked(ByteBuffer data) {
        int crc = ~0;
        while (data.hasRemaining()) {
            crc ^= data.get() & 0xff;
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                crc = (crc & 1) == 1 ? crc >>> 1 ^ CASTAGNOLI_REVERSED : crc >>> 1;
            }
        }
        return Integer.rotateRight(~crc, 15) + MASK;
    }
}
