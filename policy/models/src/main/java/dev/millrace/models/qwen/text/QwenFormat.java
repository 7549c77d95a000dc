package dev.millrace.models.qwen.text;

import dev.millrace.models.qwen.checkpoint.QwenModel;
import dev.millrace.models.qwen.config.QwenConfig;
import dev.millrace.models.qwen.image.PatchGrid;
import dev.millrace.models.qwen.image.QwenImages;
import dev.millrace.policy.FormatDigests;
import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.PromptWords;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.text.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Prompts as a conversation of one user message, with images where their marks are. The tokens of an input hold a place for each
 * token of an image. Safe for all threads.
 */
public final class QwenFormat implements PromptFormat, AutoCloseable {

    private static final String MARK = PromptWords.IMAGE_MARK;

    private final QwenTokenizer tokenizer;
    private final ChatForm form;
    private final QwenConfig config;
    private final int longestPrompt;
    private final QwenImages images;
    private final FormatDigests digests;

    /**
     * @param tokenizer is closed with this
     * @param form in which conversations are written
     * @param digests of all that it writes with
     */
    public QwenFormat(
            QwenTokenizer tokenizer, QwenModel model, QwenImages images, ChatForm form, FormatDigests digests) {
        this.tokenizer = tokenizer;
        this.config = model.config();
        this.form = form;
        this.longestPrompt = model.longestPrompt();
        this.images = images;
        this.digests = digests;
    }

    @Override
    public EncodedPrompt encode(String text, List<EncodedImage> encoded) {
        return encode(Optional.empty(), text, encoded);
    }

    @Override
    public EncodedPrompt encode(Optional<String> system, String text, List<EncodedImage> encoded) {
        List<PatchGrid> grids = new ArrayList<>();
        for (EncodedImage image : encoded) {
            try {
                grids.add(images.grid(images.pixels(image)));
            } catch (IllegalArgumentException e) {
                return new EncodedPrompt.UnreadableImage(image, String.valueOf(e.getMessage()));
            }
        }
        List<ChatMessage.Part> parts = new ArrayList<>();
        String[] texts = text.split(MARK, -1);
        if (texts.length - 1 != encoded.size()) {
            return new EncodedPrompt.Refused("the text has " + (texts.length - 1) + " marks " + MARK
                    + ", but there are " + encoded.size() + " images");
        }
        for (int i = 0; i < texts.length; i++) {
            if (i > 0) {
                parts.add(new ChatMessage.Image(grids.get(i - 1).tokens()));
            }
            if (!texts[i].isEmpty()) {
                parts.add(new ChatMessage.Text(texts[i]));
            }
        }
        List<ChatMessage> messages = new ArrayList<>();
        system.ifPresent(said -> messages.add(ChatMessage.of("system", said)));
        messages.add(new ChatMessage("user", parts));
        return fitting(form.tokens(tokenizer, messages, true), encoded, grids, new PromptWords(system, text));
    }

    private EncodedPrompt fitting(Tokens tokens, List<EncodedImage> encoded, List<PatchGrid> grids, PromptWords words) {
        if (tokens.length() > longestPrompt) {
            return new EncodedPrompt.Refused(
                    "it has " + tokens.length() + " tokens with its images, and the policy takes " + longestPrompt
                            + "; images can be made smaller (max_pixels)");
        }
        return runs(tokens, grids, config.imageToken())
                .<EncodedPrompt>map(runs -> new EncodedPrompt.Ready(
                        new PolicyInput(tokens, encoded, runs, tokens.length(), Optional.of(words))))
                .orElseGet(() -> new EncodedPrompt.Refused("the places of its images are not those of their sizes"));
    }

    /**
     * Where the images of a prompt stand, by the layout that their grids give; empty if the tokens have another.
     *
     * @param imageToken that holds the places
     */
    public static Optional<List<ImageRun>> runs(Tokens tokens, List<PatchGrid> grids, int imageToken) {
        List<ImageRun> runs = new ArrayList<>();
        int at = 0;
        for (PatchGrid grid : grids) {
            while (at < tokens.length() && tokens.at(at) != imageToken) {
                at++;
            }
            int begin = at;
            while (at < tokens.length() && tokens.at(at) == imageToken && at - begin < grid.tokens()) {
                at++;
            }
            if (at - begin != grid.tokens()) {
                return Optional.empty();
            }
            runs.add(new ImageRun(begin, grid.tokens(), grid.rows(), grid.columns()));
        }
        for (; at < tokens.length(); at++) {
            if (tokens.at(at) == imageToken) {
                return Optional.empty();
            }
        }
        return Optional.of(runs);
    }

    @Override
    public FormatDigests digests() {
        return digests;
    }

    /** What it writes with; closed with this. */
    public QwenTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public String decode(Tokens tokens) {
        return tokenizer.decode(tokens);
    }

    @Override
    public List<String> pieces(Tokens tokens) {
        return tokenizer.pieces(tokens);
    }

    @Override
    public Set<Integer> stopIds() {
        return tokenizer.stopIds();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
