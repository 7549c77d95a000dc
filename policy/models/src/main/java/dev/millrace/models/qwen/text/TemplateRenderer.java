package dev.millrace.models.qwen.text;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.loader.ResourceNotFoundException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Renders conversations by a template in Jinja, as transformers does: blocks leave no blanks behind. A template comes with a
 * checkpoint, from somebody else: it reads no files, and what it writes is bounded.
 */
final class TemplateRenderer {

    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_DEPTH = 32;

    /** Blanks that a mark with a hyphen takes away; the library does so for blocks, and not for expressions. */
    private static final Pattern BEFORE = Pattern.compile("\\s*\\{([%{#])-");

    private static final Pattern BEHIND = Pattern.compile("-([%}#])\\}\\s*");

    private final Jinjava jinja;
    private final String template;

    TemplateRenderer(ChatTemplate template) {
        this.template = BEHIND.matcher(BEFORE.matcher(template.text()).replaceAll("{$1"))
                .replaceAll("$1}");
        this.jinja = new Jinjava(JinjavaConfig.newBuilder()
                .withTrimBlocks(true)
                .withLstripBlocks(true)
                .withMaxOutputSize(MOST_BYTES)
                .withMaxRenderDepth(MOST_DEPTH)
                .build());
        jinja.setResourceLocator((name, encoding, interpreter) -> {
            throw new ResourceNotFoundException("a chat template reads no files, and this one asks for " + name);
        });
        jinja.registerFunction(
                new ELFunctionDefinition("", "raise_exception", TemplateRenderer.class, "refuse", String.class));
    }

    /** What a template calls for a conversation that it does not take. */
    public static String refuse(String cause) {
        throw new IllegalArgumentException(cause);
    }

    /**
     * A conversation as the template writes it.
     *
     * @param answering whether it ends with the beginning of an answer
     * @throws UnrenderedException if the template does not take it, or needs more of Jinja than there is here
     */
    String render(List<ChatMessage> conversation, boolean answering) {
        Map<String, Object> bindings = new HashMap<>();
        bindings.put(
                "messages", conversation.stream().map(TemplateRenderer::message).toList());
        bindings.put("add_generation_prompt", answering);
        bindings.put("add_vision_id", false);
        RenderResult result = jinja.renderForResult(template, bindings);
        result.getErrors().stream()
                .filter(error -> error.getSeverity() == TemplateError.ErrorType.FATAL)
                .findFirst()
                .ifPresent(error -> {
                    throw new UnrenderedException(cause(error));
                });
        return result.getOutput();
    }

    /** What a function of the template said itself, where it did; the library only tells that it failed. */
    private static String cause(TemplateError error) {
        Throwable thrown = error.getException();
        while (thrown != null && thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        return thrown instanceof IllegalArgumentException said ? String.valueOf(said.getMessage()) : error.getMessage();
    }

    /** As transformers has it: a text alone is a string, all else a list of parts. */
    private static Map<String, Object> message(ChatMessage message) {
        if (message.parts().size() == 1 && message.parts().get(0) instanceof ChatMessage.Text said) {
            return Map.of("role", message.role(), "content", said.text());
        }
        List<Map<String, String>> parts = new ArrayList<>();
        for (ChatMessage.Part part : message.parts()) {
            parts.add(
                    part instanceof ChatMessage.Text said
                            ? Map.of("type", "text", "text", said.text())
                            : Map.of("type", "image"));
        }
        return Map.of("role", message.role(), "content", parts);
    }

    /** A template did not write a conversation; the message says why. */
    static final class UnrenderedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnrenderedException(String cause) {
            super(cause);
        }
    }
}
