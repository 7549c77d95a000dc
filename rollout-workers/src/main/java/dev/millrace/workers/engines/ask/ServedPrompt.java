package dev.millrace.workers.engines.ask;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.family.ServedForm;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.text.Tokens;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A prompt as servers take it, with its images in one view. What a server makes of its images is kept for further requests. */
public final class ServedPrompt {

    private final PolicyInput input;
    private final Tokens unexpanded;
    private final List<String> dataUris;
    private volatile @Nullable JsonNode features;

    private ServedPrompt(PolicyInput input, Tokens unexpanded, List<String> dataUris) {
        this.input = input;
        this.unexpanded = unexpanded;
        this.dataUris = dataUris;
    }

    /** @param images those of the prompt, or a view of them of the same size */
    public static ServedPrompt of(PolicyInput input, ServedForm form, List<EncodedImage> images) {
        return new ServedPrompt(
                input,
                form.unexpanded(input),
                images.stream().map(ServedPrompt::dataUri).toList());
    }

    private static String dataUri(EncodedImage image) {
        return "data:" + image.mediaType() + ";base64," + Base64.getEncoder().encodeToString(image.toBytes());
    }

    public PolicyInput input() {
        return input;
    }

    /** The tokens, with one place for each image. */
    public Tokens unexpanded() {
        return unexpanded;
    }

    /** The images as data URIs; there are no other addresses of images in any request. */
    public List<String> dataUris() {
        return dataUris;
    }

    /** What a server has made of the images; null as long as none was asked. */
    @Nullable
    JsonNode features() {
        return features;
    }

    void features(JsonNode made) {
        features = made;
    }
}
