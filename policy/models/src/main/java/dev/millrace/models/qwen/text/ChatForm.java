package dev.millrace.models.qwen.text;

import dev.millrace.models.qwen.config.QwenGeneration;
import dev.millrace.policy.digest.Sha256;
import dev.millrace.policy.text.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a conversation is written. That of both architectures (ChatML), as their templates render it, is {@code
 * <|im_start|>ROLE\nTEXT<|im_end|>\n} for each message; Qwen2.5-VL begins with a system message of its own where there is none,
 * Qwen3-VL does not. Immutable.
 *
 * @param ownSystem what the system says where the conversation does not begin with it; empty for nothing
 * @param messages for a role what a message is written as, with {@value #TEXT} where its text and images stand; other roles
 *     have {@value #MESSAGE}
 * @param image what an image is written as, with {@value #PLACES} where its places stand
 * @param answer the beginning of an answer
 * @param numbered whether images are announced by {@code Picture N: }
 */
public record ChatForm(String ownSystem, Map<String, String> messages, String image, String answer, boolean numbered) {

    public static final String BEGIN = "<|im_start|>";
    public static final String END = "<|im_end|>";
    public static final String VISION_BEGIN = "<|vision_start|>";
    public static final String VISION_END = "<|vision_end|>";
    public static final String IMAGE = "<|image_pad|>";

    static final String TEXT = "{text}";
    static final String PLACES = "{image}";
    static final String ROLE = "{role}";
    static final String MESSAGE = BEGIN + ROLE + "\n" + TEXT + END + "\n";

    private static final Pattern SPECIAL = Pattern.compile("<\\|[^<>|\\s]+\\|>");

    /** A piece of a rendered conversation: a special token, or text in which none is meant. */
    private record Piece(String text, boolean special) {}

    public ChatForm {
        messages = Map.copyOf(messages);
    }

    /** The form of an architecture. */
    public static ChatForm of(QwenGeneration generation, boolean numbered) {
        return new ChatForm(
                generation == QwenGeneration.QWEN2_5_VL ? "You are a helpful assistant." : "",
                Map.of(),
                VISION_BEGIN + PLACES + VISION_END,
                BEGIN + "assistant\n",
                numbered);
    }

    /**
     * The conversation as a text, which only a reader should take: that a user has typed a special token cannot be seen in it.
     *
     * @param answering whether it ends with the beginning of an answer
     */
    public String text(List<ChatMessage> conversation, boolean answering) {
        StringBuilder text = new StringBuilder();
        pieces(conversation, answering).forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    /** The conversation as tokens: special ones where the form has them, and nowhere else. */
    public Tokens tokens(QwenTokenizer tokenizer, List<ChatMessage> conversation, boolean answering) {
        List<Tokens> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        for (Piece piece : pieces(conversation, answering)) {
            Optional<Integer> special = piece.special() ? tokenizer.table().added(piece.text()) : Optional.empty();
            if (special.isEmpty()) {
                plain.append(piece.text());
                continue;
            }
            if (!plain.isEmpty()) {
                parts.add(tokenizer.encodePlain(plain.toString()));
                plain.setLength(0);
            }
            parts.add(Tokens.of(special.get()));
        }
        parts.add(tokenizer.encodePlain(plain.toString()));
        return QwenTokenizer.together(parts);
    }

    /** The special tokens that it writes. */
    Set<String> special() {
        List<ChatMessage> talk = List.of(
                ChatMessage.of("system", ""),
                new ChatMessage("user", List.of(new ChatMessage.Image(1))),
                ChatMessage.of("assistant", ""));
        return pieces(talk, true).stream()
                .filter(Piece::special)
                .map(Piece::text)
                .collect(Collectors.toCollection(TreeSet::new));
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

    private List<Piece> pieces(List<ChatMessage> conversation, boolean answering) {
        List<Piece> pieces = new ArrayList<>();
        boolean hasSystem =
                !conversation.isEmpty() && conversation.get(0).role().equals("system");
        if (!ownSystem.isEmpty() && !hasSystem) {
            message(pieces, ChatMessage.of("system", ownSystem), 0);
        }
        int images = 0;
        for (ChatMessage message : conversation) {
            images = message(pieces, message, images);
        }
        if (answering) {
            written(pieces, answer);
        }
        return pieces;
    }

    /** @return how many images there are so far */
    private int message(List<Piece> pieces, ChatMessage message, int before) {
        int images = before;
        String form = messages.getOrDefault(message.role(), MESSAGE).replace(ROLE, message.role());
        int text = form.indexOf(TEXT);
        written(pieces, form.substring(0, text));
        for (ChatMessage.Part part : message.parts()) {
            if (part instanceof ChatMessage.Text said) {
                pieces.add(new Piece(said.text(), false));
            } else if (part instanceof ChatMessage.Image seen) {
                images++;
                if (numbered) {
                    pieces.add(new Piece("Picture " + images + ": ", false));
                }
                image(pieces, seen.tokens());
            }
        }
        written(pieces, form.substring(text + TEXT.length()));
        return images;
    }

    private void image(List<Piece> pieces, int tokens) {
        int places = image.indexOf(PLACES);
        written(pieces, image.substring(0, places));
        for (int i = 0; i < tokens; i++) {
            pieces.add(new Piece(IMAGE, true));
        }
        written(pieces, image.substring(places + PLACES.length()));
    }

    /** What the form itself writes, in which special tokens are meant. */
    private static void written(List<Piece> pieces, String form) {
        Matcher special = SPECIAL.matcher(form);
        int from = 0;
        while (special.find()) {
            pieces.add(new Piece(form.substring(from, special.start()), false));
            pieces.add(new Piece(special.group(), true));
            from = special.end();
        }
        pieces.add(new Piece(form.substring(from), false));
    }
}
