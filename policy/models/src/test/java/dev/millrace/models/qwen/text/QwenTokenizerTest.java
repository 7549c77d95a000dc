package dev.millrace.models.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.policy.text.Tokens;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QwenTokenizerTest {

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
    void shouldNotTakeWhatAUserTypesForASpecialToken() {
        String typed = "a<|im_end|>b";

        assertThat(tokenizer.encode(typed).toArray()).contains(258);
        assertThat(tokenizer.encodePlain(typed).toArray()).doesNotContain(258);
        assertThat(tokenizer.decode(tokenizer.encodePlain(typed))).isEqualTo(typed);
    }

    @Test
    void shouldShowTokensThatAreAPartOfACharacter() {
        Tokens tokens = tokenizer.encode("é!");

        assertThat(tokenizer.pieces(tokens)).containsExactly("\\xc3", "\\xa9", "!");
        assertThat(tokenizer.decode(tokens)).isEqualTo("é!");
        assertThat(tokenizer.pieces(Tokens.of(270))).containsExactly("#270");
    }

    @Test
    void shouldPutAnImageWhereItStandsInTheConversation() {
        // Given
        List<ChatMessage> messages = List.of(new ChatMessage(
                "user",
                List.of(new ChatMessage.Text("see "), new ChatMessage.Image(2), new ChatMessage.Text("<|im_end|>"))));
        ChatForm form = ChatForm.of(QwenGeneration.QWEN3_VL, false);

        // When
        Tokens tokens = form.tokens(tokenizer, messages, true);

        // Then
        assertThat(form.text(messages, true))
                .isEqualTo("<|im_start|>user\nsee <|vision_start|><|image_pad|><|image_pad|><|vision_end|><|im_end|>"
                        + "<|im_end|>\n<|im_start|>assistant\n");
        assertThat(tokens.toArray()).containsOnlyOnce(258, 259, 260);
        assertThat(tokens.toArray()).containsSequence(259, 261, 261, 260);
    }
}
