package dev.millrace.models.qwen.text;

import dev.millrace.models.qwen.text.TemplateRenderer.UnrenderedException;
import dev.millrace.policy.checkpoint.CheckpointException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The chat form of a template in Jinja, read off what it writes. No prompt goes through Jinja: what a user says could not be told
 * from what the template means there. So a few conversations of marks are rendered, the parts between the marks are the form,
 * and the form must then write further conversations as the template does. A template that no form equals is refused.
 */
final class TemplateForm {

    private static final ChatMessage SYSTEM = ChatMessage.of("system", "⟪1⟫");
    private static final ChatMessage USER = ChatMessage.of("user", "⟪2⟫");
    private static final ChatMessage ASSISTANT = ChatMessage.of("assistant", "⟪3⟫");
    private static final ChatMessage AGAIN = ChatMessage.of("user", "⟪4⟫");
    private static final ChatMessage.Image IMAGE = new ChatMessage.Image(1);
    private static final ChatMessage.Text WORDS = new ChatMessage.Text("some words");

    /** What a form must write as its template does, with the beginning of an answer and without. */
    private static final List<List<ChatMessage>> PROOFS = List.of(
            List.of(ChatMessage.of("user", "What is 2+2?")),
            List.of(ChatMessage.of("system", "Think first."), ChatMessage.of("user", "Hi")),
            List.of(new ChatMessage("user", List.of(IMAGE, WORDS))),
            List.of(
                    new ChatMessage("system", List.of(WORDS, WORDS)),
                    new ChatMessage("user", List.of(WORDS, IMAGE, WORDS, IMAGE))),
            List.of(
                    new ChatMessage("user", List.of(IMAGE)),
                    ChatMessage.of("assistant", "A cat."),
                    ChatMessage.of("user", "Sure?"),
                    ChatMessage.of("assistant", "Yes."),
                    new ChatMessage("user", List.of(WORDS, IMAGE))));

    private final ChatTemplate template;
    private final TemplateRenderer renderer;

    private TemplateForm(ChatTemplate template) {
        this.template = template;
        this.renderer = new TemplateRenderer(template);
    }

    /** @throws CheckpointException if the template writes what no form does, or cannot be rendered */
    static ChatForm of(ChatTemplate template) {
        TemplateForm reader = new TemplateForm(template);
        try {
            ChatForm form = reader.form();
            PROOFS.forEach(proof -> reader.prove(form, proof));
            return form;
        } catch (UnrenderedException e) {
            throw reader.refused("cannot be rendered here: " + e.getMessage());
        }
    }

    private ChatForm form() {
        List<String> all = between(List.of(SYSTEM, USER, ASSISTANT, AGAIN), true);
        List<String> alone = between(List.of(USER), false);
        String userEnd = alone.get(1);
        String assistantEnd = between(List.of(USER, ASSISTANT), false).get(2);
        String userBegin = without(assistantEnd, all.get(3));
        String systemBegin = all.get(0);
        String systemEnd = before(userBegin, all.get(1));
        return new ChatForm(
                ownSystem(before(userBegin, alone.get(0)), systemBegin, systemEnd),
                Map.of(
                        "system", systemBegin + ChatForm.TEXT + systemEnd,
                        "user", userBegin + ChatForm.TEXT + userEnd,
                        "assistant", without(userEnd, all.get(2)) + ChatForm.TEXT + assistantEnd),
                image(alone.get(0)),
                without(userEnd, all.get(4)),
                false);
    }

    /** What the template writes before, between and behind the marks. */
    private List<String> between(List<ChatMessage> marks, boolean answering) {
        String rest = renderer.render(marks, answering);
        List<String> parts = new ArrayList<>();
        for (ChatMessage message : marks) {
            String mark = ((ChatMessage.Text) message.parts().get(0)).text();
            int at = rest.indexOf(mark);
            if (at < 0) {
                throw refused("does not write what the " + message.role() + " says, after what came before it");
            }
            parts.add(rest.substring(0, at));
            rest = rest.substring(at + mark.length());
        }
        parts.add(rest);
        return parts;
    }

    private String ownSystem(String before, String systemBegin, String systemEnd) {
        if (before.isEmpty()) {
            return "";
        }
        if (before.length() < systemBegin.length() + systemEnd.length()
                || !before.startsWith(systemBegin)
                || !before.endsWith(systemEnd)) {
            throw refused("begins a conversation with '" + before + "', which is no message of the system");
        }
        return before.substring(systemBegin.length(), before.length() - systemEnd.length());
    }

    private String image(String userBegin) {
        ChatMessage.Part mark = USER.parts().get(0);
        String written = renderer.render(List.of(new ChatMessage("user", List.of(IMAGE, mark))), false);
        String image = without(userBegin, written.substring(0, Math.max(0, written.indexOf("⟪2⟫"))));
        int place = image.indexOf(ChatForm.IMAGE);
        if (place < 0 || image.indexOf(ChatForm.IMAGE, place + 1) >= 0) {
            throw refused("writes an image as '" + image + "', without one " + ChatForm.IMAGE);
        }
        return image.replace(ChatForm.IMAGE, ChatForm.PLACES);
    }

    private String without(String begin, String text) {
        if (!text.startsWith(begin)) {
            throw refused("writes a message in more than one way: '" + begin + "' and '" + text + "'");
        }
        return text.substring(begin.length());
    }

    private String before(String end, String text) {
        if (!text.endsWith(end)) {
            throw refused("writes a message in more than one way: '" + end + "' and '" + text + "'");
        }
        return text.substring(0, text.length() - end.length());
    }

    private void prove(ChatForm form, List<ChatMessage> conversation) {
        for (boolean answering : new boolean[] {true, false}) {
            String written = renderer.render(conversation, answering);
            String said = form.text(conversation, answering);
            if (!said.equals(written)) {
                throw refused(
                        "writes a conversation as '" + written + "', and message by message that is '" + said + "'");
            }
        }
    }

    private CheckpointException refused(String cause) {
        return new CheckpointException(
                template.where(),
                "the chat template " + cause.replace("\n", "\\n") + "; say how conversations are written in "
                        + ChatForms.FILE + " beside it ({} for the form of the architecture)");
    }
}
