package dev.millrace.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordTokenizerTest {

    private final WordTokenizer tokenizer = WordTokenizer.builtIn();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "How many 9s are there?|how many 9s are there ?",
                "Is the 8 right of the 0?|is the 8 right of the 0 ?",
                "<image>What color is the 8?|<image> what color is the 8 ?",
                "<think> red 3 , blue 5 </think> 8|<think> red 3 , blue 5 </think> 8",
                "<think>red 3,blue 5</think>15|<think> red 3 , blue 5 </think> 15",
                "What is the SUM of the digits?|what is the sum of the digits ?"
            })
    void shouldSplitWordsMarksAndPunctuation(String text, String canonical) {
        // When
        Tokens tokens = tokenizer.encode(text);

        // Then
        assertThat(tokenizer.decode(tokens)).isEqualTo(canonical);
        assertThat(tokenizer.encode(canonical)).isEqualTo(tokens);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "What digit is shown?",
                "Which digit is white?",
                "What is the largest digit?",
                "Is the 4 below the 5?",
                "Is the 4 above the 5?",
                "Is the 2 left of the 7?",
                "yes no none 0 9 10 36 40",
                "red green blue yellow purple white orange cyan gray black",
                "draw a picture with two red 3s and three blue 4s at the top left, bottom right.",
                "Draw an image with four 7s and 1 green 2"
            })
    void shouldKnowEveryWordItIsMadeFor(String text) {
        // When
        int[] ids = tokenizer.encode(text).toArray();

        // Then
        assertThat(ids).isNotEmpty().doesNotContain(tokenizer.special().unknown());
    }

    @Test
    void shouldReplaceUnknownWords() {
        // When
        Tokens tokens = tokenizer.encode("What zebra 41 é <script> ?");

        // Then
        int unknown = tokenizer.special().unknown();
        assertThat(tokens.toArray())
                .containsExactly(
                        tokenizer.encode("what").at(0),
                        unknown,
                        unknown,
                        unknown,
                        unknown,
                        tokenizer.encode("?").at(0));
    }

    @Test
    void shouldLeaveOutPaddingAndWhatFollowsTheEnd() {
        // Given
        SpecialTokens special = tokenizer.special();
        int five = tokenizer.encode("5").at(0);

        // When
        String text = tokenizer.decode(Tokens.of(special.answer(), special.pad(), five, special.endOfSequence(), five));

        // Then
        assertThat(text).isEqualTo("5");
    }

    @Test
    void shouldNameAnIdOutsideTheVocabulary() {
        assertThatThrownBy(() -> tokenizer.decode(Tokens.of(7, 256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token 256 at position 1 is outside the vocabulary of 256");
    }

    @Test
    void shouldShowAResponseOfAnotherVocabularyAsIdsThroughout() {
        // Given one of whose ids 34 and 22 are words here, and 383 is none
        WordTokenizer tokenizer = WordTokenizer.builtIn();

        // When
        List<String> pieces = new TokenizerText(tokenizer).pieces(Tokens.of(383, 34, 22));

        // Then
        assertThat(pieces).containsExactly("#383", "#34", "#22");
    }

    @Test
    void shouldKeepTheSizeOfTheBuiltInVocabulary() {
        assertThat(tokenizer.vocabularySize()).isEqualTo(256);
    }

    @Test
    void shouldRefuseAVocabularyWithAWordTwice() {
        assertThatThrownBy(() -> Vocabulary.of(List.of("a", "b", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a' twice, at 0 and 2");
    }

    @Test
    void shouldRefuseAVocabularyWithoutItsMarks() {
        assertThatThrownBy(() -> new WordTokenizer(Vocabulary.of(List.of("<pad>"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lacks '<eos>'");
    }
}
