package dev.millrace.schemas.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedIntsTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldGiveBackWhatWasPacked(long seed) {
        // Given random values
        Random random = new Random(seed);
        int[] values = new int[random.nextInt(300)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt();
        }

        // When they are packed and viewed
        PackedInts view = PackedInts.view(PackedInts.of(values).bytes());

        // Then they are the same, one by one and as a whole
        assertThat(view.length()).isEqualTo(values.length);
        assertThat(view.toArray()).containsExactly(values);
        for (int i = 0; i < values.length; i++) {
            assertThat(view.at(i)).isEqualTo(values[i]);
        }
        assertThat(view).isEqualTo(PackedInts.of(values)).hasSameHashCodeAs(PackedInts.of(values));
    }

    @Test
    void shouldWriteLittleEndian() {
        assertThat(PackedInts.of(1).bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 0, 0, 0}));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 399})
    void shouldRefuseBytesThatAreNoWholeNumberOfValues(int bytes) {
        assertThatThrownBy(() -> PackedInts.view(ByteBuffer.allocate(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(bytes + " bytes");
    }

    @Test
    void shouldViewFromPositionToLimitAndLeaveBothAlone() {
        // Given a field that lies within a larger, big-endian buffer
        ByteBuffer field = ByteBuffer.allocate(20).order(ByteOrder.BIG_ENDIAN);
        field.position(5).put(PackedInts.of(7, -9).bytes()).position(5).limit(13);

        // When it is viewed
        PackedInts view = PackedInts.view(field);

        // Then it holds the field's values, and the buffer is as it was
        assertThat(view.toArray()).containsExactly(7, -9);
        assertThat(field.position()).isEqualTo(5);
        assertThat(field.limit()).isEqualTo(13);
        assertThat(field.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    }

    @Test
    void shouldShareTheBytesItViews() {
        // Given a view
        ByteBuffer field = PackedInts.of(7, -9).bytes();
        PackedInts view = PackedInts.view(field);

        // When the bytes below it change
        field.order(ByteOrder.LITTLE_ENDIAN).putInt(0, 1);

        // Then it shows that, since nothing was copied
        assertThat(view.at(0)).isEqualTo(1);
    }

    @Test
    void shouldNotLeadOutsideTheField() {
        // Given a view of the first of two values
        ByteBuffer field = PackedInts.of(7, -9).bytes().limit(4);
        PackedInts view = PackedInts.view(field);

        // When, Then
        assertThatThrownBy(() -> view.at(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
