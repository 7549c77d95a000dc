package dev.millrace.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinalAnswerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'<think> red 4 </think> 4'             | 4",
                "'<think>a</think> 3 <think>b</think>5' | 5",
                "' 4 '                                  | 4",
                "'no thinking </think> yes'             | yes",
                "'<think> never ends 4'                 | ''",
                "'<think>a</think> <think> b 4'         | ''",
                "'<think>4</think>'                     | ''",
                "''                                     | ''",
            })
    void shouldTakeWhatFollowsTheThinking(String response, String expected) {
        assertThat(FinalAnswer.of(response).text()).isEqualTo(expected);
    }

    @Test
    void shouldMatchNumbersAndWords() {
        // Given
        FinalAnswer answer = FinalAnswer.of("<think> 3 and 4 </think> Seven.");

        // When / Then
        assertThat(answer.matches("7")).isTrue();
        assertThat(answer.matches("07")).isTrue();
        assertThat(answer.matches("8")).isFalse();
        assertThat(answer.matches("7 digits")).isFalse();
    }

    @Test
    void shouldNotMatchAnythingWithoutAnAnswer() {
        // Given
        FinalAnswer none = FinalAnswer.of("<think> 4 </think> .");

        // When / Then
        assertThat(none.matches("4")).isFalse();
        assertThat(none.matches("")).isFalse();
        assertThat(none.matches(".")).isFalse();
    }
}
