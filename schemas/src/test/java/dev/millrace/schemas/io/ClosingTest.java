package dev.millrace.schemas.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingTest {

    @Test
    void shouldCloseEachAndTellEveryFailure() {
        // Given
        List<String> closed = new ArrayList<>();
        List<AutoCloseable> resources = List.of(
                () -> {
                    throw new IllegalStateException("first");
                },
                () -> closed.add("second"),
                () -> {
                    throw new IOException("third");
                },
                () -> closed.add("fourth"));

        // When
        assertThatThrownBy(() -> Closing.all(resources))
                // Then
                .hasMessage("first")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(further -> assertThat(further).hasMessageContaining("third")));
        assertThat(closed).containsExactly("second", "fourth");
    }
}
