package dev.millrace.schemas.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedFloatsTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldGiveBackWhatWasPacked(long seed) {
        // Given random values
        Random random = new Random(seed);
        float[] values = new float[random.nextInt(300)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }

        // When they are packed and viewed
        PackedFloats view = PackedFloats.view(PackedFloats.of(values).bytes());

        // Then they are the same, one by one and as a whole
        assertThat(view.length()).isEqualTo(values.length);
        assertThat(view.toArray()).containsExactly(values);
        for (int i = 0; i < values.length; i++) {
            assertThat(view.at(i)).isEqualTo(values[i]);
        }
        assertThat(view).isEqualTo(PackedFloats.of(values)).hasSameHashCodeAs(PackedFloats.of(values));
    }

    @Test
    void shouldWriteLittleEndian() {
        assertThat(PackedFloats.of(1f).bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 0, (byte) 0x80, 0x3f}));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 399})
    void shouldRefuseBytesThatAreNoWholeNumberOfValues(int bytes) {
        assertThatThrownBy(() -> PackedFloats.view(ByteBuffer.allocate(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(bytes + " bytes");
    }

    @Test
    void shouldViewFromPositionToLimitAndLeaveBothAlone() {
        // Given a field that lies within a larger, big-endian buffer
        ByteBuffer field = ByteBuffer.allocate(20).order(ByteOrder.BIG_ENDIAN);
        field.position(5).put(PackedFloats.of(7f, -9f).bytes()).position(5).limit(13);

        // When it is viewed
        PackedFloats view = PackedFloats.view(field);

        // Then it holds the field's values, and the buffer is as it was
        assertThat(view.toArray()).containsExactly(7f, -9f);
        assertThat(field.position()).isEqualTo(5);
        assertThat(field.limit()).isEqualTo(13);
        assertThat(field.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    }

    @Test
    void shouldShareTheBytesItViews() {
        // Given a view
        ByteBuffer field = PackedFloats.of(7f, -9f).bytes();
        PackedFloats view = PackedFloats.view(field);

        // When the bytes below it change
        field.order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 1f);

        // Then it shows that, since nothing was copied
        assertThat(view.at(0)).isEqualTo(1f);
    }

    @Test
    void shouldNotLeadOutsideTheField() {
        // Given a view of the first of two values
        ByteBuffer field = PackedFloats.of(7f, -9f).bytes().limit(4);
        PackedFloats view = PackedFloats.view(field);

        // When, Then
        assertThatThrownBy(() -> view.at(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldNotShareBytesWithAnotherArray() {
        // Given
        PackedFloats first = PackedFloats.of(1, 2, 3);

        // When
        PackedFloats second = PackedFloats.of(4, 5, 6);

        // Then
        assertThat(first.toArray()).containsExactly(1, 2, 3);
        assertThat(second.toArray()).containsExactly(4, 5, 6);
    }

    @Test
    void shouldPackTheFirstOfMoreValues() {
        float[] values = {1, 0.1f, -3, 7};

        PackedFloats packed = PackedFloats.of(values, 3);

        values[0] = 9;
        assertThat(packed).isEqualTo(PackedFloats.of(1, 0.1f, -3));
    }

    @Test
    void shouldSayWhetherAllAreWithinARange() {
        assertThat(PackedFloats.of(0, 1, 0.5f).areWithin(0, 1)).isTrue();
        assertThat(PackedFloats.of().areWithin(0, 1)).isTrue();
        assertThat(PackedFloats.of(0, 1, -0.1f).areWithin(0, 1)).isFalse();
        assertThat(PackedFloats.of(2, 1).areWithin(0, 1)).isFalse();
        assertThat(PackedFloats.of(0, Float.NaN).areWithin(-Float.MAX_VALUE, Float.MAX_VALUE))
                .isFalse();
        assertThat(PackedFloats.of(Float.POSITIVE_INFINITY).areWithin(-Float.MAX_VALUE, Float.MAX_VALUE))
                .isFalse();
    }
}
