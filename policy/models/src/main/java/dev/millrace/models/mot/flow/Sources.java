package dev.millrace.models.mot.flow;

import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.ModelPrompt;
import dev.millrace.models.mot.model.PolicyConfig;
import dev.millrace.models.mot.model.PromptRows;
import dev.millrace.policy.image.Pixels;
import java.util.ArrayList;
import java.util.List;

/** Images that are to be changed, as a policy that draws by them wants them: encoded as what it draws. */
@FunctionalInterface
public interface Sources {

    /** For policies that do not draw by them. */
    Sources NONE = images -> {
        throw new IllegalStateException("this policy draws by the latents of images, but nothing here encodes them");
    };

    /** The latents of images, (images, latent tokens, values). */
    float[] encode(List<Pixels> images);

    /** Prompts to draw, with their images encoded if the policy draws by them. */
    default PromptRows rows(PolicyConfig config, List<ModelPrompt> prompts) {
        DrawingConfig drawing = config.requireDrawing();
        List<Pixels> images = new ArrayList<>();
        prompts.forEach(prompt -> prompt.image().ifPresent(images::add));
        if (!drawing.source() || images.isEmpty()) {
            return new PromptRows(config, prompts);
        }
        int values = drawing.latentValues();
        float[] encoded = encode(images);
        float[] source = new float[prompts.size() * values];
        int next = 0;
        for (int row = 0; row < prompts.size(); row++) {
            if (prompts.get(row).image().isPresent()) {
                System.arraycopy(encoded, next * values, source, row * values, values);
                next++;
            }
        }
        return new PromptRows(config, prompts, source);
    }
}
