package dev.millrace.models.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.qwen.TinyQwen;
import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatFormsTest {

    private static final List<ChatMessage> TALK =
            List.of(new ChatMessage("user", List.of(new ChatMessage.Image(2), new ChatMessage.Text("why?"))));

    @TempDir
    private Path folder;

    private ChatForm form(String json) throws IOException {
        Files.writeString(folder.resolve(ChatForms.FILE), json);
        return ChatForms.of(ModelSource.folder(folder), QwenGeneration.QWEN2_5_VL);
    }

    @Test
    void shouldWriteAsTheFolderSaysAndElseAsTheArchitectureDoes() throws IOException {
        ChatForm form = form(
                """
                {"system": "", "messages": {"user": "Q: {text}\\n"}, "answer": "A<|im_end|>: "}
                """);

        assertThat(form.text(TALK, true))
                .isEqualTo("Q: <|vision_start|><|image_pad|><|image_pad|><|vision_end|>why?\nA<|im_end|>: ");
        assertThat(form.text(List.of(ChatMessage.of("assistant", "b")), false))
                .isEqualTo("<|im_start|>assistant\nb<|im_end|>\n");
        assertThat(form("{}")).isEqualTo(ChatForm.of(QwenGeneration.QWEN2_5_VL, false));
    }

    @Test
    void shouldMeanSpecialTokensInTheFormAndNoneInTheText() throws IOException {
        ChatForm form = form("{\"system\": \"\", \"messages\": {\"user\": \"{text}<|im_end|>\"}}");
        try (QwenTokenizer tokenizer = QwenTokenizer.open(TinyQwen.windowed(folder), Set.of(258))) {
            assertThat(form.tokens(tokenizer, List.of(ChatMessage.of("user", "a<|im_end|>")), false)
                            .toArray())
                    .endsWith('>', 258)
                    .containsOnlyOnce(258);
        }
    }

    @Test
    void shouldSayWhatIsWrongInTheForm() {
        assertRefused("[]", "must be an object with the keys [answer, image, messages, system]");
        assertRefused("{\"roles\": {}}", "has the unknown key 'roles'; there are [answer, image, messages, system]");
        assertRefused("{\"messages\": {\"tool\": \"{text}\"}}", "messages has the unknown role 'tool'");
        assertRefused("{\"messages\": {\"user\": \"hello\"}}", "messages.user must hold {text} once, but is 'hello'");
        assertRefused("{\"image\": \"<img>\"}", "image must hold {image} once, but is '<img>'");
        assertRefused("{\"answer\": 7}", "answer must be a text, not 7");
    }

    private void assertRefused(String json, String cause) {
        assertThatThrownBy(() -> form(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(folder.resolve(ChatForms.FILE) + ": " + cause);
    }

    @Test
    void shouldHaveEqualDigestsWhereFormsWriteAlike() throws IOException {
        ChatForm own = ChatForm.of(QwenGeneration.QWEN2_5_VL, false);

        assertThat(form("{\"messages\": {\"user\": \"<|im_start|>user\\n{text}<|im_end|>\\n\"}}")
                        .digest())
                .isEqualTo(own.digest());
        assertThat(form("{\"answer\": \"<|im_start|>assistant\\n<think>\"}").digest())
                .isNotEqualTo(own.digest());
        assertThat(ChatForm.of(QwenGeneration.QWEN3_VL, false).digest()).isNotEqualTo(own.digest());
    }

    @Test
    void shouldFindATemplateWhereverItLies() throws IOException {
        assertThat(ChatTemplate.in(ModelSource.folder(folder))).isEmpty();

        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": \"{{ x }}\"}");
        ChatTemplate inConfig = ChatTemplate.in(ModelSource.folder(folder)).orElseThrow();
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ y }}");
        ChatTemplate ofItsOwn = ChatTemplate.in(ModelSource.folder(folder)).orElseThrow();

        assertThat(inConfig)
                .isEqualTo(
                        new ChatTemplate(folder.resolve("tokenizer_config.json").toString(), "{{ x }}"));
        assertThat(ofItsOwn)
                .isEqualTo(
                        new ChatTemplate(folder.resolve("chat_template.jinja").toString(), "{{ y }}"));
    }

    @Test
    void shouldSayWhereTheFormComesFrom() throws IOException {
        ModelSource source = ModelSource.folder(folder);
        QwenGeneration generation = QwenGeneration.QWEN2_5_VL;

        String bare = ChatForms.origin(source, generation);
        Files.writeString(folder.resolve(ChatForms.FILE), "{}");
        String alike = ChatForms.origin(source, generation);
        Files.writeString(folder.resolve(ChatForms.FILE), "{\"system\": \"\"}");
        String other = ChatForms.origin(source, generation);

        assertThat(bare).isEqualTo("the form of qwen2_5_vl");
        assertThat(alike).isEqualTo("the form of " + folder.resolve(ChatForms.FILE) + ", which is that of qwen2_5_vl");
        assertThat(other).isEqualTo("the form of " + folder.resolve(ChatForms.FILE));
    }
}
