package dev.millrace.models.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcquisitionTest {

    private final List<String> closed = new ArrayList<>();

    private AutoCloseable resource(String name) {
        return () -> closed.add(name);
    }

    @Test
    void shouldFreeWhatWasTakenWhereTheRestFails() {
        assertThatThrownBy(() -> {
                    try (Acquisition taken = new Acquisition()) {
                        var first = taken.take(resource("first"));
                        var second = taken.take(resource("second"));
                        throw new IllegalStateException("no third after " + first + second);
                    }
                })
                .hasMessageStartingWith("no third");

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void shouldLeaveToItsOwnerWhatIsWhole() {
        try (Acquisition taken = new Acquisition()) {
            var unused = taken.take(resource("only"));
            taken.done();
        }

        assertThat(closed).isEmpty();
    }

    @Test
    void shouldFreeTheOthersWhereOneCannotBeFreed() {
        Acquisition taken = new Acquisition();
        var first = taken.take(resource("first"));
        var second = taken.take(() -> {
            throw new IOException("stuck after " + first);
        });

        assertThatThrownBy(taken::close).hasRootCauseMessage("stuck after " + first);

        assertThat(second).isNotNull();
        assertThat(closed).containsExactly("first");
    }
}
