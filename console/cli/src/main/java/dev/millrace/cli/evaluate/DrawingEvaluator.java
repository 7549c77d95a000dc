package dev.millrace.cli.evaluate;

import dev.millrace.policy.drawing.FlowSettings;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.rollout.DrawnImage;
import dev.millrace.policy.rollout.RolloutEngine;
import dev.millrace.policy.rollout.RolloutRequest;
import dev.millrace.scenes.generation.DetectedObject;
import dev.millrace.scenes.generation.DrawingCategory;
import dev.millrace.scenes.generation.Unchanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets a policy draw four images to each prompt, deterministically but for their first noise, and holds the rules against
 * what a referee sees on them. The same weights give the same images, bit for bit. Holds no state between evaluations.
 */
public final class DrawingEvaluator {

    /** Images per prompt, as in GenEval. */
    public static final int IMAGES = 4;

    private static final int BATCH = 16;
    private static final long FIRST_SEED = 0x4452_4157L;

    private final ObjectFinder finder;
    private final FlowSettings settings;

    /**
     * @param finder sees the images as they are published, in 8 bits
     * @param settings steps, guidance and shift
     */
    public DrawingEvaluator(ObjectFinder finder, FlowSettings settings) {
        this.finder = finder;
        this.settings = settings.deterministic();
    }

    /**
     * Evaluates on all items.
     *
     * @param engine serves the policy
     * @param progress hears how many are done, and may throw to end the evaluation
     * @throws IllegalArgumentException naming the item, if it does not fit the policy
     * @throws IllegalStateException if the policy does not draw
     */
    public DrawingEvaluation evaluate(RolloutEngine engine, List<DrawingItem> items, Evaluator.Progress progress) {
        List<JudgedDrawing> judged = new ArrayList<>(items.size());
        for (int from = 0; from < items.size(); from += BATCH) {
            List<DrawingItem> batch = items.subList(from, Math.min(items.size(), from + BATCH));
            List<RolloutRequest> requests = new ArrayList<>();
            for (DrawingItem item : batch) {
                requests.add(new RolloutRequest(
                        ItemInput.of(engine.format(), item.id(), Optional.empty(), item.problem(), item.images()),
                        FIRST_SEED + from + requests.size()));
            }
            List<List<DrawnImage>> drawings =
                    engine.draw(requests, IMAGES, settings).groups();
            for (int i = 0; i < batch.size(); i++) {
                judged.add(judge(batch.get(i), drawings.get(i)));
            }
            progress.done(judged.size(), items.size());
        }
        return new DrawingEvaluation(judged);
    }

    private JudgedDrawing judge(DrawingItem item, List<DrawnImage> drawings) {
        List<EncodedImage> images = drawings.stream().map(DrawnImage::image).toList();
        List<Pixels> seen =
                images.stream().map(image -> PngCodec.decode(image).toPixels()).toList();
        List<Boolean> passed = new ArrayList<>();
        List<List<DetectedObject>> found = finder.find(seen);
        for (List<DetectedObject> objects : found) {
            passed.add(item.rules().verify(objects).holds());
        }
        return new JudgedDrawing(item, images, passed, inPlace(item, seen.get(0), found, passed));
    }

    /** Nothing can be said where the image that was to be changed has another size. */
    private List<Boolean> inPlace(
            DrawingItem item, Pixels drawn, List<List<DetectedObject>> found, List<Boolean> passed) {
        if (item.kind() != DrawingCategory.Kind.EDITING || item.images().size() != 1) {
            return List.of();
        }
        Pixels source = ImageDecoder.PNG.decode(item.images().get(0).toBytes(), "the image of prompt " + item.id());
        if (source.width() != drawn.width() || source.height() != drawn.height()) {
            return List.of();
        }
        List<DetectedObject> before = finder.find(List.of(source)).get(0);
        List<Boolean> inPlace = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            inPlace.add(passed.get(i) && Unchanged.holds(item.rules(), before, found.get(i)));
        }
        return inPlace;
    }
}
