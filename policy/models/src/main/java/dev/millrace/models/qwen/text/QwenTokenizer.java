package dev.millrace.models.qwen.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.millrace.policy.checkpoint.CheckpointException;
import dev.millrace.policy.checkpoint.ModelSource;
import dev.millrace.policy.text.TokenText;
import dev.millrace.policy.text.Tokens;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tokenizer of a checkpoint. Safe for all threads until closed. */
public final class QwenTokenizer implements TokenText, AutoCloseable {

    private final HuggingFaceTokenizer encoder;
    private final TokenTable table;
    private final Set<Integer> stopIds;

    private QwenTokenizer(HuggingFaceTokenizer encoder, TokenTable table, Set<Integer> stopIds) {
        this.encoder = encoder;
        this.table = table;
        this.stopIds = Set.copyOf(stopIds);
    }

    /**
     * Reads {@code tokenizer.json}.
     *
     * @param stopIds that end a response
     * @throws CheckpointException if it is missing or malformed
     */
    public static QwenTokenizer open(ModelSource checkpoint, Set<Integer> stopIds) {
        TokenTable table = TokenTable.read(checkpoint);
        // Otherwise the library looks for settings on the network.
        System.setProperty("ai.djl.offline", "true");
        Map<String, String> options = new HashMap<>();
        options.put("addSpecialTokens", "false");
        options.put("truncation", "false");
        options.put("padding", "false");
        try {
            return new QwenTokenizer(
                    HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(checkpoint.read(TokenTable.FILE)), options),
                    table,
                    stopIds);
        } catch (IOException | RuntimeException e) {
            throw new CheckpointException(
                    checkpoint.describe(TokenTable.FILE), "is no tokenizer: " + e.getMessage(), e);
        }
    }

    public TokenTable table() {
        return table;
    }

    /** The ids of a text in which special tokens are meant as such. */
    public Tokens encode(String text) {
        long[] ids = encoder.encode(text, false, false).getIds();
        int[] tokens = new int[ids.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = Math.toIntExact(ids[i]);
        }
        return Tokens.of(tokens);
    }

    /** The ids of a text of somebody else: what looks like a special token in it is cut in two, and read as plain text. */
    public Tokens encodePlain(String text) {
        List<Tokens> parts = new ArrayList<>();
        int begin = 0;
        for (int cut : cuts(text)) {
            parts.add(encode(text.substring(begin, cut)));
            begin = cut;
        }
        parts.add(encode(text.substring(begin)));
        return together(parts);
    }

    /** Places behind the first character of each special token. */
    private List<Integer> cuts(String text) {
        List<Integer> cuts = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            for (String content : table.special().keySet()) {
                if (text.startsWith(content, i)) {
                    cuts.add(i + 1);
                    break;
                }
            }
        }
        return cuts;
    }

    static Tokens together(List<Tokens> parts) {
        int[] ids = new int[parts.stream().mapToInt(Tokens::length).sum()];
        int at = 0;
        for (Tokens part : parts) {
            System.arraycopy(part.toArray(), 0, ids, at, part.length());
            at += part.length();
        }
        return Tokens.of(ids);
    }

    /** The text without special tokens; bytes that are no UTF-8 become U+FFFD. */
    @Override
    public String decode(Tokens tokens) {
        return decode(tokens, false);
    }

    /** The text, with special tokens or without. */
    public String decode(Tokens tokens, boolean withSpecial) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < tokens.length(); i++) {
            int id = tokens.at(i);
            if (withSpecial || !table.isSpecial(id)) {
                table.bytes(id).ifPresent(out::writeBytes);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /**
     * What each token is. One that holds only a part of a character is shown by its bytes, as {@code \xe4}, and one without
     * text by its id.
     */
    @Override
    public List<String> pieces(Tokens tokens) {
        List<String> pieces = new ArrayList<>();
        for (int i = 0; i < tokens.length(); i++) {
            int id = tokens.at(i);
            pieces.add(table.bytes(id).map(QwenTokenizer::piece).orElse("#" + id));
        }
        return pieces;
    }

    private static String piece(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\ufffd') < 0) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        for (byte value : bytes) {
            shown.append(value >= 0 ? String.valueOf((char) value) : String.format("\\x%02x", value));
        }
        return shown.toString();
    }

    @Override
    public Set<Integer> stopIds() {
        return stopIds;
    }

    @Override
    public void close() {
        encoder.close();
    }
}
