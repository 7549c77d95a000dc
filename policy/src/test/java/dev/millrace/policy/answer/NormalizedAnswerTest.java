package dev.millrace.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizedAnswerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "' Red '        | red",
                "RED.           | red",
                "'red !? .'     | red",
                "'light   blue' | light blue",
                "Zero           | 0",
                "eight          | 8",
                "twenty-one     | 21",
                "'Twenty One .' | 21",
                "forty          | 40",
                "007            | 7",
                "0              | 0",
                "000            | 0",
                "-03            | -3",
                "0.50           | 0.5",
                "8.0            | 8",
                ".5             | 0.5",
                "1,000          | 1000",
                "The RED        | red",
                "\"yes\"          | yes",
                "1.             | 1",
                "'seven cats'   | 7 cats",
                "'4\u00a0'      | 4",
                "\uff14         | 4",
                "bone           | bone",
                "forty-one      | forty-one",
            })
    void shouldNormalise(String text, String expected) {
        assertThat(NormalizedAnswer.of(text).text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", " ?! ", "\u00a0"})
    void shouldFindNothingInSpacesAndPunctuation(String text) {
        assertThat(NormalizedAnswer.of(text).isEmpty()).isTrue();
    }

    @Test
    void shouldTakeHugeNumbersAsWords() {
        assertThat(NormalizedAnswer.of("1e999999999").text()).isEqualTo("1e999999999");
        assertThat(NormalizedAnswer.of("9".repeat(1_000)).text()).hasSize(1_000);
    }

    @Test
    void shouldKnowEveryNumberWordUpToForty() {
        // Given
        List<String> tens = List.of("twenty", "thirty");
        List<String> units = List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine");

        for (int ten = 0; ten < tens.size(); ten++) {
            for (int unit = 0; unit < units.size(); unit++) {
                // When
                String spaced = NormalizedAnswer.of(tens.get(ten) + " " + units.get(unit))
                        .text();

                // Then
                assertThat(spaced).isEqualTo(Integer.toString(20 + 10 * ten + unit + 1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Twenty-One.", "007", "the Red one", "twenty one one", "twenty 1", "1."})
    void shouldLeaveNormalisedTextAsItIs(String text) {
        // Given
        NormalizedAnswer once = NormalizedAnswer.of(text);

        // When
        NormalizedAnswer twice = NormalizedAnswer.of(once.text());

        // Then
        assertThat(twice).isEqualTo(once);
    }
}
