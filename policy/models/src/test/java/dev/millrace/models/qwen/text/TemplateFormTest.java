package dev.millrace.models.qwen.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplateFormTest {

    private static final String CONTENT =
            """
            {% if message.content is string %}{{ message.content }}{% else %}
                {%- for part in message.content %}
                    {%- if part.type == 'image' %}<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part.text }}{% endif %}
                {%- endfor %}
            {%- endif %}
            """
                    .strip();

    /** As in ChatML, without a word of the system of its own. */
    private static final String PLAIN = "{%- for message in messages %}<|im_start|>{{ message.role }}\n" + CONTENT
            + "{{ '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    @TempDir
    private Path folder;

    private ChatForm form(String template) throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), template);
        return ChatForms.of(ModelSource.folder(folder), QwenGeneration.QWEN2_5_VL);
    }

    @Test
    void shouldReadTheFormOffTheTemplateAndNotOffTheArchitecture() throws IOException {
        assertThat(form(PLAIN).digest())
                .isEqualTo(ChatForm.of(QwenGeneration.QWEN3_VL, false).digest());
    }

    @Test
    void shouldReadWhatTheShippedTemplateSaysUnasked() {
        ModelSource shipped =
                ModelSource.resources(TemplateFormTest.class.getClassLoader(), "dev/millrace/models/qwen/small");

        assertThat(ChatForms.of(shipped, QwenGeneration.QWEN3_VL).digest())
                .isEqualTo(ChatForm.of(QwenGeneration.QWEN2_5_VL, false).digest());
    }

    @Test
    void shouldReadMarksOfAnotherKind() throws IOException {
        ChatForm form = form(
                """
                {%- if messages[0].role != 'system' %}[SYS]Be short.[/SYS]{% endif %}
                {%- for message in messages %}
                    {%- if message.role == 'system' %}[SYS]CONTENT[/SYS]
                    {%- elif message.role == 'user' %}[Q]CONTENT[/Q]
                    {%- else %}CONTENT</s>
                    {%- endif %}
                {%- endfor %}
                {%- if add_generation_prompt %}<think>{% endif %}"""
                        .replace("CONTENT", CONTENT));

        assertThat(form.text(
                        List.of(new ChatMessage(
                                "user", List.of(new ChatMessage.Image(2), new ChatMessage.Text("why?")))),
                        true))
                .isEqualTo(
                        "[SYS]Be short.[/SYS][Q]<|vision_start|><|image_pad|><|image_pad|><|vision_end|>why?[/Q]<think>");
        assertThat(form.text(List.of(ChatMessage.of("user", "a"), ChatMessage.of("assistant", "b")), false))
                .isEqualTo("[SYS]Be short.[/SYS][Q]a[/Q]b</s>");
    }

    @Test
    void shouldRefuseATemplateThatWritesAMessageByWhereItStands() {
        assertRefused(
                PLAIN.replace("{{ message.role }}", "{{ message.role }}{% if loop.index > 2 %} again{% endif %}"),
                "the chat template writes a message in more than one way");
        assertRefused(
                PLAIN.replace("{{ part.text }}", "{{ part.text | upper }}"),
                "the chat template writes a conversation as '<|im_start|>user\\n<|vision_start|>");
    }

    @Test
    void shouldRefuseATemplateThatSeesNoImages() {
        assertRefused(
                PLAIN.replace("<|image_pad|>", ""),
                "the chat template writes an image as '<|vision_start|><|vision_end|>', without one <|image_pad|>");
    }

    @Test
    void shouldSayWhyATemplateCannotBeRendered() {
        assertRefused("{{ raise_exception('only tools') }}", "only tools");
        assertRefused("{% include '/etc/passwd' %}", "cannot be rendered here: ");
        assertRefused(
                "{% for i in range(100) %}{% for j in range(100) %}" + "long ".repeat(200) + "{% endfor %}{% endfor %}",
                "cannot be rendered here: ");
        assertRefused("{{ messages[0].content.lstrip() }}", "cannot be rendered here: ");
    }

    @Test
    void shouldLookAtNoTemplateWhereTheFolderSaysItsForm() throws IOException {
        Files.writeString(folder.resolve(ChatForms.FILE), "{}");

        assertThat(form("{{ raise_exception('never') }}")).isEqualTo(ChatForm.of(QwenGeneration.QWEN2_5_VL, false));
    }

    private void assertRefused(String template, String cause) {
        assertThatThrownBy(() -> form(template))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(folder.resolve("chat_template.jinja") + ": ")
                .hasMessageContaining(cause)
                .hasMessageEndingWith(
                        "; say how conversations are written in chat_form.json beside it ({} for the form of the architecture)");
    }
}
