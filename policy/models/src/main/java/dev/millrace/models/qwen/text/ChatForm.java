package dev.millrace.models.qwen.text;

import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.text.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The chat form (ChatML) of both architectures, as their templates render it: {@code <|im_start|>ROLE\nTEXT<|im_end|>\n} for each
 * message. Qwen2.5-VL begins with a system message of its own where there is none; Qwen3-VL does not. Immutable.
 *
 * @param generation whose form
 * @param numbered whether images are announced by {@code Picture N: }
 */
public record ChatForm(QwenGeneration generation, boolean numbered) {

    public static final String BEGIN = "<|im_start|>";
    public static final String END = "<|im_end|>";
    public static final String VISION_BEGIN = "<|vision_start|>";
    public static final String VISION_END = "<|vision_end|>";
    public static final String IMAGE = "<|image_pad|>";

    private static final ChatMessage OWN_SYSTEM = ChatMessage.of("system", "You are a helpful assistant.");

    /** A piece of a rendered conversation: a special token, or text in which none is meant. */
    private record Piece(String text, boolean special) {}

    /**
     * The conversation as a text, which only a reader should take: that a user has typed a special token cannot be seen in it.
     *
     * @param answering whether it ends with the beginning of an answer
     */
    public String text(List<ChatMessage> messages, boolean answering) {
        StringBuilder text = new StringBuilder();
        pieces(messages, answering).forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    /** The conversation as tokens: special ones where the form has them, and nowhere else. */
    public Tokens tokens(QwenTokenizer tokenizer, List<ChatMessage> messages, boolean answering) {
        List<Tokens> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        for (Piece piece : pieces(messages, answering)) {
            Optional<Integer> special = piece.special() ? tokenizer.table().added(piece.text()) : Optional.empty();
            if (special.isEmpty()) {
                plain.append(piece.text());
                continue;
            }
            parts.add(tokenizer.encodePlain(plain.toString()));
            plain.setLength(0);
            parts.add(Tokens.of(special.get()));
        }
        parts.add(tokenizer.encodePlain(plain.toString()));
        return QwenTokenizer.together(parts);
    }

    /** SHA-256 of what it writes around two conversations, with all roles and images: forms that write alike have the same. */
    public String digest() {
        List<ChatMessage> talk = List.of(
                new ChatMessage("user", List.of(new ChatMessage.Image(1), new ChatMessage.Text("a"))),
                ChatMessage.of("assistant", "b"),
                new ChatMessage("user", List.of(new ChatMessage.Text("c"), new ChatMessage.Image(2))));
        List<ChatMessage> told = new ArrayList<>(List.of(ChatMessage.of("system", "d")));
        told.addAll(talk);
        return Sha256.of((text(talk, true) + "\0" + text(told, false)).getBytes(StandardCharsets.UTF_8));
    }

    private List<Piece> pieces(List<ChatMessage> messages, boolean answering) {
        List<Piece> pieces = new ArrayList<>();
        boolean hasSystem = !messages.isEmpty() && messages.get(0).role().equals("system");
        if (generation == QwenGeneration.QWEN2_5_VL && !hasSystem) {
            message(pieces, OWN_SYSTEM, 0);
        }
        int images = 0;
        for (ChatMessage message : messages) {
            images = message(pieces, message, images);
        }
        if (answering) {
            pieces.add(new Piece(BEGIN, true));
            pieces.add(new Piece("assistant\n", false));
        }
        return pieces;
    }

    /** @return how many images there are so far */
    private int message(List<Piece> pieces, ChatMessage message, int before) {
        int images = before;
        pieces.add(new Piece(BEGIN, true));
        pieces.add(new Piece(message.role() + "\n", false));
        for (ChatMessage.Part part : message.parts()) {
            if (part instanceof ChatMessage.Text text) {
                pieces.add(new Piece(text.text(), false));
            } else if (part instanceof ChatMessage.Image image) {
                images++;
                if (numbered) {
                    pieces.add(new Piece("Picture " + images + ": ", false));
                }
                pieces.add(new Piece(VISION_BEGIN, true));
                for (int i = 0; i < image.tokens(); i++) {
                    pieces.add(new Piece(IMAGE, true));
                }
                pieces.add(new Piece(VISION_END, true));
            }
        }
        pieces.add(new Piece(END, true));
        pieces.add(new Piece("\n", false));
        return images;
    }
}
