package dev.millrace.models.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.policy.text.Tokens;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a tokenizer whose tokens are single bytes, so that characters have several. */
class AnswerTextTest {

    private QwenTokenizer tokenizer;

    @BeforeEach
    void open(@TempDir Path folder) {
        tokenizer = QwenTokenizer.open(TinyQwen.windowed(folder), Set.of(258));
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void shouldStopBehindTheLastByteOfAStopText() {
        AnswerText text = text("é!");

        assertThat(add(text, "caf")).isEmpty();
        assertThat(add(text, "é")).isEmpty();
        assertThat(add(text, "!")).contains("é!");
        assertThat(text.text()).isEqualTo("caf");
    }

    @Test
    void shouldNotTakeAPartOfACharacterForAnother() {
        // "é" is c3 a9, "Ã" is c3 83: they share their first byte
        AnswerText text = text("Ã");

        assertThat(add(text, "é")).isEmpty();
        assertThat(add(text, "Ã")).contains("Ã");
        assertThat(text.text()).isEqualTo("é");
    }

    @Test
    void shouldTakeTheStopTextThatBeginsFirst() {
        AnswerText text = text("bcd", "cd", "b");

        assertThat(add(text, "ab")).contains("b");
        assertThat(text.text()).isEqualTo("a");
    }

    @Test
    void shouldReadNoSpecialTokenAsText() {
        AnswerText text = text("<|im_end|>");

        assertThat(text.add(65)).isEmpty();
        assertThat(text.add(258)).isEmpty();
        assertThat(text.text()).isEqualTo("A");
    }

    @Test
    void shouldShowAnUnfinishedCharacterAsSuch() {
        AnswerText text = text();
        Tokens face = tokenizer.encode("😀");

        assertThat(text.add(face.at(0))).isEmpty();
        assertThat(text.add(face.at(1))).isEmpty();

        assertThat(text.text()).isEqualTo("�").isEqualTo(tokenizer.decode(Tokens.of(face.at(0), face.at(1))));
        assertThat(tokenizer.pieces(face)).containsExactly("\\xf0", "\\x9f", "\\x98", "\\x80");
    }

    @Test
    void shouldBanTheLastTokenOfAWordOnlyBehindTheOthers() {
        BadWords words = BadWords.of(List.of("no"), tokenizer);

        assertThat(words.after(new int[] {'a', 'n'}, 2)).containsExactly('o');
        assertThat(words.after(new int[] {'a', 'n'}, 1)).isEmpty();
        assertThat(words.after(new int[] {'o', ' '}, 2)).isEmpty();
        assertThat(BadWords.of(List.of("x"), tokenizer).after(new int[0], 0)).containsExactly('x');
    }

    private AnswerText text(String... stops) {
        return new AnswerText(tokenizer.table(), new StopTexts(List.of(stops)));
    }

    private Optional<String> add(AnswerText text, String said) {
        Optional<String> stop = Optional.empty();
        for (int id : tokenizer.encode(said).toArray()) {
            assertThat(stop).isEmpty();
            stop = text.add(id);
        }
        return stop;
    }
}
