package dev.millrace.workers.drawing;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.flow.Drawing;
import dev.millrace.models.mot.flow.FlowSampler;
import dev.millrace.models.mot.model.DrawingConfig;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.text.SpecialTokens;
import dev.millrace.workers.metrics.WorkerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Draws groups of images in one batch and decodes them. Owns the autoencoder until closed; for one thread. */
public final class ImageDrawing implements AutoCloseable {

    private final FlowSampler sampler;
    private final Autoencoder autoencoder;
    private final FlowSettings settings;
    private final WorkerMetrics metrics;
    private final Clock clock;

    /**
     * Takes ownership of the autoencoder, also if it fails.
     *
     * @param drawing what the policy draws
     * @throws IllegalArgumentException if it is not the autoencoder whose latents the policy draws
     */
    public ImageDrawing(
            DrawingConfig drawing,
            Autoencoder autoencoder,
            SpecialTokens special,
            FlowSettings settings,
            WorkerMetrics metrics,
            Clock clock) {
        this.sampler = new FlowSampler(special);
        this.autoencoder = autoencoder;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
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
    public List<List<DrawnImage>> draw(WeightsLease weights, List<SamplingRequest> requests, int group) {
        Instant begun = clock.instant();
        List<List<Drawing>> drawings = sampler.draw(weights, requests, group, settings);
        List<List<DrawnImage>> images = new ArrayList<>();
        drawings.forEach(each -> images.add(decode(each)));
        metrics.drawn((long) requests.size() * group, Duration.between(begun, clock.instant()));
        return images;
    }

    private List<DrawnImage> decode(List<Drawing> drawings) {
        int values = autoencoder.config().latentValues();
        float[] latents = new float[drawings.size() * values];
        for (int i = 0; i < drawings.size(); i++) {
            System.arraycopy(drawings.get(i).latents(), 0, latents, i * values, values);
        }
        List<Pixels> pixels = autoencoder.decode(latents);
        List<DrawnImage> images = new ArrayList<>();
        for (int i = 0; i < drawings.size(); i++) {
            images.add(new DrawnImage(
                    drawings.get(i).path().orElseThrow(),
                    PngCodec.encode(RgbImage.of(pixels.get(i))),
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
