package dev.millrace.schemas.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedObjectsTest {

    private final NamedObjects<Integer> objects = new NamedObjects<>();

    @Test
    void shouldReleaseWhatNothingElseNames() {
        objects.put(1, List.of("a", "b"));
        objects.put(2, List.of("b", "c"));
        objects.put(3, List.of("c"));

        assertThat(objects.release(name -> name <= 2)).containsExactly("a", "b");

        assertThat(objects.all()).containsExactly("c");
        assertThat(objects.greatest()).contains(3);
    }

    @Test
    void shouldForgetWhatWasNamedBefore() {
        objects.put(1, List.of("a"));
        objects.put(1, List.of("b"));

        assertThat(objects.release(name -> true)).containsExactly("b");

        assertThat(objects.greatest()).isEmpty();
    }
}
