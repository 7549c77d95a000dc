package dev.millrace.scenes.qwen;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code tokenizer.json} of a vocabulary, as Qwen's are: NFC, Qwen's split, byte-level pairs, and behind them Qwen's special tokens
 * with the marks of thinking, which are added as plain tokens (Qwen3 has them so).
 */
public final class TokenizerFile {

    /** Contents of the special tokens, in Qwen's order. */
    private static final List<String> SPECIAL = List.of(
            "<|endoftext|>",
            "<|im_start|>",
            "<|im_end|>",
            "<|vision_start|>",
            "<|vision_end|>",
            "<|vision_pad|>",
            "<|image_pad|>",
            "<|video_pad|>");

    private static final List<String> PLAIN = List.of("<think>", "</think>");

    private final BytePairs pairs;

    public TokenizerFile(BytePairs pairs) {
        this.pairs = pairs;
    }

    /** The id of an added token. */
    public int id(String added) {
        List<String> all = new ArrayList<>(SPECIAL);
        all.addAll(PLAIN);
        int place = all.indexOf(added);
        if (place < 0) {
            throw new IllegalArgumentException("no added token " + added);
        }
        return pairs.pieces().size() + place;
    }

    /** All ids, of pieces and added tokens. */
    public int size() {
        return pairs.pieces().size() + SPECIAL.size() + PLAIN.size();
    }

    /** The file's JSON. */
    public ObjectNode toJson() {
        ObjectNode root = JsonMapper.builder().build().createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        SPECIAL.forEach(content -> added(added, content, true));
        PLAIN.forEach(content -> added(added, content, false));
        root.putObject("normalizer").put("type", "NFC");
        ObjectNode splitting = root.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode steps = splitting.putArray("pretokenizers");
        ObjectNode split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", BytePairs.SPLIT);
        split.put("behavior", "Isolated").put("invert", false);
        byteLevel(steps.addObject());
        byteLevel(root.putObject("post_processor"));
        byteLevel(root.putObject("decoder"));
        model(root.putObject("model"));
        return root;
    }

    private void added(ArrayNode tokens, String content, boolean special) {
        tokens.addObject()
                .put("id", id(content))
                .put("content", content)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", special);
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", false);
    }

    private void model(ObjectNode model) {
        model.put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < pairs.pieces().size(); id++) {
            vocabulary.put(pairs.pieces().get(id), id);
        }
        ArrayNode merges = model.putArray("merges");
        pairs.merges().forEach(pair -> merges.addArray().add(pair.left()).add(pair.right()));
    }
}
