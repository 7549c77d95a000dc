package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RoomTest {

    @Test
    void shouldHoldWhatWasWrittenHoweverLittleWasExpected() {
        byte[] expected = new byte[1_000];
        new Random(1).nextBytes(expected);
        Room room = new Room();

        room.write(expected[0]);
        room.write(expected, 1, 2);
        room.write(expected[3]);
        room.write(expected, 4, expected.length - 4);

        assertThat(room.size()).isEqualTo(expected.length);
        assertThat(room.toBytes()).isEqualTo(expected);
    }

    @Test
    void shouldBeginAnew() {
        // Given
        Room room = new Room();
        room.write(new byte[1_000], 0, 1_000);

        // When
        room.clear();
        room.write(7);

        // Then
        assertThat(room.toBytes()).containsExactly(7);
    }
}
