package dev.millrace.schemas.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenClientsTest {

    @Test
    void shouldCloseAllFromTheLastToTheFirstWhateverTheyThrow() {
        List<String> closed = new ArrayList<>();
        OpenClients open = new OpenClients();
        open.add(() -> closed.add("store"));
        open.add(() -> {
            closed.add("consumer");
            throw new IllegalStateException("no answer");
        });
        open.add(() -> {
            closed.add("producer");
            throw new IllegalStateException("still sending");
        });

        assertThatThrownBy(open::close).hasMessageContaining("still sending").satisfies(failure -> assertThat(
                        failure.getSuppressed())
                .singleElement()
                .satisfies(other -> assertThat(other).hasMessageContaining("no answer")));
        assertThat(closed).containsExactly("producer", "consumer", "store");
    }
}
