package dev.millrace.models.qwen.text;

import java.util.List;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code user} or {@code assistant}
 * @param parts its text and images in order
 */
public record ChatMessage(String role, List<Part> parts) {

    public ChatMessage {
        parts = List.copyOf(parts);
    }

    /** A part of a message. */
    public sealed interface Part {}

    /** Text, in which nothing is a special token. */
    public record Text(String text) implements Part {}

    /**
     * An image.
     *
     * @param tokens that stand for it; 1 before its size is known
     */
    public record Image(int tokens) implements Part {}

    /** A message of text alone. */
    public static ChatMessage of(String role, String text) {
        return new ChatMessage(role, List.of(new Text(text)));
    }
}
