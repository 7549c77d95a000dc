package dev.millrace.workers.engines.http;

import dev.millrace.policy.ImageRun;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.PromptWords;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.text.Tokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Writes prompts as the stand-in for servers does: bytes, with four places for each image. */
public final class BytesFormat implements PromptFormat {

    static final int END = 256;
    static final int IMAGE = 257;
    static final int VOCABULARY = 258;
    static final int RUN = 4;

    @Override
    public EncodedPrompt encode(String text, List<EncodedImage> images) {
        List<Integer> ids = new ArrayList<>();
        List<ImageRun> runs = new ArrayList<>();
        String[] parts = ("user\n" + text + "\nassistant\n").split(PromptWords.IMAGE_MARK, -1);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                runs.add(new ImageRun(ids.size(), RUN, 2, 2));
                IntStream.range(0, RUN).forEach(place -> ids.add(IMAGE));
            }
            for (byte one : parts[i].getBytes(StandardCharsets.UTF_8)) {
                ids.add(one & 0xff);
            }
        }
        if (runs.size() != images.size()) {
            return new EncodedPrompt.Refused("there are " + images.size() + " images for " + runs.size() + " marks");
        }
        Tokens tokens = Tokens.of(ids.stream().mapToInt(Integer::intValue).toArray());
        return new EncodedPrompt.Ready(new PolicyInput(
                tokens, images, runs, tokens.length(), Optional.of(new PromptWords(Optional.empty(), text))));
    }

    @Override
    public String decode(Tokens tokens) {
        StringBuilder text = new StringBuilder();
        IntStream.of(tokens.toArray()).filter(id -> id < END).forEach(id -> text.append((char) id));
        return text.toString();
    }

    @Override
    public List<String> pieces(Tokens tokens) {
        return IntStream.of(tokens.toArray())
                .mapToObj(id -> decode(Tokens.of(id)))
                .toList();
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(END);
    }
}
