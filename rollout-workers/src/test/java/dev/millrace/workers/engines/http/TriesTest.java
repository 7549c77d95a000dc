package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriesTest {

    private static final boolean MAY_BE_TO_BLAME = true;
    private static final boolean NOT_TO_BLAME = false;

    private final Tries tries = new Tries(8);

    @ParameterizedTest
    @CsvSource({"FAILED, broken_connection, 3", "TOO_SLOW, timed_out, 3", "FAILED, status_500, 2", "BUSY, status_503, 9"
    })
    void shouldGiveUpWhatFailsByItself(CallFailure.Kind kind, String cause, int expected) {
        assertThat(made(failure(kind, cause), MAY_BE_TO_BLAME)).isEqualTo(expected);
    }

    @Test
    void shouldNotAskForEverForWeightsThatAreNeverThere() {
        assertThat(made(failure(CallFailure.Kind.NO_WEIGHTS, "weights_gone"), NOT_TO_BLAME))
                .isEqualTo(10);
    }

    /** A prompt that ends each server it comes to never fails alone. */
    @Test
    void shouldGiveUpInTheEndWhatFailsTogetherWithAllOthers() {
        assertThat(made(failure(CallFailure.Kind.FAILED, "broken_connection"), NOT_TO_BLAME))
                .isEqualTo(10);
    }

    @Test
    void shouldAskOthersForAsLongAsNobodyIsThere() {
        CallFailure away = failure(CallFailure.Kind.AWAY, "no_connection");

        for (int i = 0; i < 100; i++) {
            assertThat(tries.goesOn(away, NOT_TO_BLAME)).isTrue();
        }
    }

    private int made(CallFailure failure, boolean mayBeToBlame) {
        int made = 1;
        while (tries.goesOn(failure, mayBeToBlame)) {
            made++;
        }
        return made;
    }

    private static CallFailure failure(CallFailure.Kind kind, String cause) {
        return new CallFailure(cause, "it failed", kind, Duration.ZERO);
    }
}
