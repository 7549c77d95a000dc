package dev.millrace.models.mot.local;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.flow.Drawing;
import dev.millrace.models.mot.flow.FlowSampler;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.PolicyVersion;
import dev.millrace.policy.drawing.FlowPath;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.rollout.DrawnImage;
import dev.millrace.policy.rollout.TokenVersions;
import dev.millrace.policy.text.SpecialTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws groups of images in one batch: the policy draws latents by rectified flow, a frozen autoencoder turns them into PNG
 * files. Owns the autoencoder until closed; drawing is safe for all threads.
 */
final class ImageDrawing implements AutoCloseable {

    private final FlowSampler sampler;
    private final Autoencoder autoencoder;

    /**
     * Takes ownership of the autoencoder, also if it fails.
     *
     * @param drawing what the policy draws
     * @throws IllegalArgumentException if it is not the autoencoder whose latents the policy draws
     */
    ImageDrawing(DrawingConfig drawing, Autoencoder autoencoder, SpecialTokens special) {
        this.sampler = new FlowSampler(special, autoencoder::encode);
        this.autoencoder = autoencoder;
        try {
            autoencoder.requireFor(drawing);
        } catch (IllegalArgumentException e) {
            autoencoder.close();
            throw e;
        }
    }

    /**
     * Draws with one version of the weights.
     *
     * @param group images per prompt, G
     * @return G images per request, in the order of the requests
     */
    List<List<DrawnImage>> draw(
            WeightsLease weights, List<SamplingRequest> requests, int group, FlowSettings settings) {
        PolicyVersion version = weights.weights().version();
        return sampler.draw(weights, requests, group, settings).stream()
                .map(drawings -> decode(drawings, version))
                .toList();
    }

    private List<DrawnImage> decode(List<Drawing> drawings, PolicyVersion version) {
        int values = autoencoder.config().latentValues();
        float[] latents = new float[drawings.size() * values];
        for (int i = 0; i < drawings.size(); i++) {
            System.arraycopy(drawings.get(i).latents(), 0, latents, i * values, values);
        }
        List<Pixels> pixels = autoencoder.decode(latents);
        List<DrawnImage> images = new ArrayList<>();
        for (int i = 0; i < drawings.size(); i++) {
            Optional<FlowPath> path = drawings.get(i).path();
            images.add(new DrawnImage(
                    PngCodec.encode(RgbImage.of(pixels.get(i))),
                    path,
                    TokenVersions.all(version, path.map(FlowPath::window).orElse(0)),
                    autoencoder.config().latentTokens(),
                    autoencoder.digest().whole()));
        }
        return images;
    }

    @Override
    public void close() {
        autoencoder.close();
    }
}
