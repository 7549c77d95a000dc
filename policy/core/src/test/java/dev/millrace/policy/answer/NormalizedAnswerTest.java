package dev.millrace.policy.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

    static Stream<String> degenerate() {
        return Stream.of(
                        ".",
                        "?",
                        "-",
                        "+",
                        "'",
                        "\"",
                        "(",
                        ")",
                        "()",
                        ",",
                        "1,",
                        ",123",
                        "1,234",
                        "1.",
                        ".1",
                        "%",
                        "*",
                        "$",
                        "\u0301",
                        "a\u0301\u0316",
                        "\u200b",
                        " ",
                        "a ",
                        "the ",
                        "twenty-",
                        "_",
                        "a.",
                        "a'",
                        "0",
                        "9",
                        "\u00b2",
                        "\ufdfa",
                        "\ud83d",
                        "\u0645\u0651",
                        "<think>")
                .map(piece -> "x" + piece.repeat(200_000 / piece.length()) + "x");
    }

    /** Each of them takes milliseconds; what is quadratic in any of them would take far longer. */
    @ParameterizedTest
    @MethodSource("degenerate")
    void shouldEndOnHundredsOfThousandsOfAnything(String text) {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> NormalizedAnswer.of(text));
    }

    @Test
    void shouldNotMindCaseAndSpacesAroundWhateverTheTextHolds() {
        // Given
        String alphabet = "aAbBeE019.,;:'\"!?-+ ()[]{}%$*_#=<>/\u2212\u00b2\u0301\u00e9\u221a\u00b0\u2019\u3002";
        long seed = new Random().nextLong();
        SplittableRandom random = new SplittableRandom(seed);

        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }

            // When
            NormalizedAnswer upper =
                    NormalizedAnswer.of(" \u00a0" + text.toString().toUpperCase(Locale.ROOT) + "\n");

            // Then
            assertThat(upper).as("\"%s\", seed %d", text, seed).isEqualTo(NormalizedAnswer.of(text.toString()));
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
