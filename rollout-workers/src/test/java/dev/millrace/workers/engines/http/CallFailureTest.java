package dev.millrace.workers.engines.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.http.ReplyException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallFailureTest {

    @ParameterizedTest
    @CsvSource({
        "302, moved, AWAY",
        "401, no key, AWAY",
        "405, not here, AWAY",
        "400, too long, REFUSED",
        "404, nothing here, REFUSED",
        "404, 'run@v3-0a does not exist', NO_WEIGHTS",
        "0, no JSON, FAILED"
    })
    void shouldBlameThePromptOnlyForWhatItMayBeToBlameFor(int status, String said, CallFailure.Kind expected) {
        CallFailure failure = CallFailure.of(new ReplyException(said, status), "run@v3-0a");

        assertThat(failure.kind()).isEqualTo(expected);
    }
}
