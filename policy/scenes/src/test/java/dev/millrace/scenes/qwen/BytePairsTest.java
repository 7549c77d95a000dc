package dev.millrace.scenes.qwen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.text.QwenTokenizer;
import dev.millrace.policy.checkpoint.ModelSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BytePairsTest {

    @Test
    void shouldJoinTheCommonestPairFirstAndNothingAcrossWords() {
        // Given: "ab" stands most often, and "a b" is two words
        List<String> texts = List.of("abc abc abc abx", "a b");

        // When
        BytePairs pairs = BytePairs.learn(texts, 10);

        // Then: the space before a word is a part of it
        assertThat(pairs.merges().get(0)).isEqualTo(new BytePairs.Pair("a", "b"));
        assertThat(pairs.pieces()).contains("abc", "Ġabc").doesNotContain("Ġa", "aĠ");
        assertThat(pairs.pieces().subList(0, 256)).doesNotHaveDuplicates();
    }

    @Test
    void shouldStopWhereNoPairStandsTwice() {
        assertThat(BytePairs.learn(List.of("xyz"), 10).merges()).isEmpty();
    }

    @Test
    void shouldBeReadByTheLibraryThatReadsPublishedOnes(@TempDir Path folder) throws Exception {
        // Given: the vocabulary of the small Qwen
        new SmallQwenFolder(folder).begin(SmallQwen.shipped(), 0);

        // When
        try (QwenTokenizer tokenizer = QwenTokenizer.open(ModelSource.folder(folder), Set.of(1))) {
            List<String> pieces = tokenizer.pieces(tokenizer.encode("<think>3 red, 5 blue. 5 blue</think>blue"));

            // Then: words are one piece with the space before them, digits are alone
            assertThat(pieces)
                    .containsExactly(
                            "<think>", "3", " red", ",", " ", "5", " blue", ".", " ", "5", " blue", "</think>", "blue");
        }
        assertThat(Files.readString(folder.resolve("tokenizer.json"))).contains("\"<|image_pad|>\"");
    }

    @Test
    void shouldGiveBackWhateverIsWritten(@TempDir Path folder) throws Exception {
        // Given: a text of which no vocabulary has heard
        String text = "Zwölf Boxkämpfer\n\n  jagen 1234 \u732b \uD83D\uDC08 <|im_end";
        new SmallQwenFolder(folder).begin(SmallQwen.shipped(), 0);

        // When
        try (QwenTokenizer tokenizer = QwenTokenizer.open(ModelSource.folder(folder), Set.of(1))) {
            String back = tokenizer.decode(tokenizer.encodePlain(text));

            // Then
            assertThat(back).isEqualTo(text);
        }
    }
}
