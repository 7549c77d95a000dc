package dev.millrace.cli.evaluate;

import dev.millrace.models.mot.autoencoder.Autoencoder;
import dev.millrace.models.mot.flow.Drawing;
import dev.millrace.models.mot.flow.FlowSampler;
import dev.millrace.models.mot.model.PolicyWeights;
import dev.millrace.models.mot.model.PromptEncoder;
import dev.millrace.models.mot.model.WeightsLease;
import dev.millrace.models.mot.sampling.SamplingRequest;
import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.policy.text.Tokenizer;
import dev.millrace.scenes.generation.DetectedObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a policy draw four images to each prompt, deterministically but for their first noise, and holds the rules against
 * what a referee sees on them. The same weights give the same images, bit for bit. Holds no state between evaluations.
 */
public final class DrawingEvaluator {

    /** Images per prompt, as in GenEval. */
    public static final int IMAGES = 4;

    private static final int BATCH = 16;
    private static final long FIRST_SEED = 0x4452_4157L;

    private final Tokenizer tokenizer;
    private final Autoencoder autoencoder;
    private final ObjectFinder finder;
    private final FlowSettings settings;

    /**
     * @param autoencoder owned by the caller
     * @param finder sees the images as they are published, in 8 bits
     * @param settings steps, guidance and shift
     */
    public DrawingEvaluator(Tokenizer tokenizer, Autoencoder autoencoder, ObjectFinder finder, FlowSettings settings) {
        this.tokenizer = tokenizer;
        this.autoencoder = autoencoder;
        this.finder = finder;
        this.settings = settings.deterministic();
    }

    /**
     * Evaluates on all items.
     *
     * @param progress hears how many are done, and may throw to end the evaluation
     * @throws IllegalArgumentException naming the item, if it does not fit the policy, or both digests, if the autoencoder
     *     does not
     * @throws IllegalStateException if the policy does not draw
     */
    public DrawingEvaluation evaluate(PolicyWeights weights, List<DrawingItem> items, Evaluator.Progress progress) {
        autoencoder.requireFor(weights.config().requireDrawing());
        PromptEncoder encoder = new PromptEncoder(tokenizer, weights.config());
        FlowSampler sampler = new FlowSampler(tokenizer.special());
        List<JudgedDrawing> judged = new ArrayList<>(items.size());
        for (int from = 0; from < items.size(); from += BATCH) {
            List<DrawingItem> batch = items.subList(from, Math.min(items.size(), from + BATCH));
            List<SamplingRequest> requests = new ArrayList<>();
            for (DrawingItem item : batch) {
                requests.add(request(encoder, item, FIRST_SEED + from + requests.size()));
            }
            try (WeightsLease lease = weights.lease()) {
                List<List<Drawing>> drawings = sampler.draw(lease, requests, IMAGES, settings);
                for (int i = 0; i < batch.size(); i++) {
                    judged.add(judge(batch.get(i), drawings.get(i)));
                }
            }
            progress.done(judged.size(), items.size());
        }
        return new DrawingEvaluation(judged);
    }

    private static SamplingRequest request(PromptEncoder encoder, DrawingItem item, long seed) {
        try {
            return new SamplingRequest(encoder.encode(item.problem(), item.images()), seed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("prompt " + item.id() + ": " + e.getMessage(), e);
        }
    }

    private JudgedDrawing judge(DrawingItem item, List<Drawing> drawings) {
        int values = autoencoder.config().latentValues();
        float[] latents = new float[drawings.size() * values];
        for (int i = 0; i < drawings.size(); i++) {
            System.arraycopy(drawings.get(i).latents(), 0, latents, i * values, values);
        }
        List<RgbImage> images =
                autoencoder.decode(latents).stream().map(RgbImage::of).toList();
        List<Pixels> seen = images.stream().map(RgbImage::toPixels).toList();
        List<Boolean> passed = new ArrayList<>();
        for (List<DetectedObject> objects : finder.find(seen)) {
            passed.add(item.rules().verify(objects).holds());
        }
        return new JudgedDrawing(item, images, passed);
    }
}
