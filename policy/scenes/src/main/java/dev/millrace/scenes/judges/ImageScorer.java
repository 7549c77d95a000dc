package dev.millrace.scenes.judges;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageDecoder;
import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.world.ScenePainter;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.ReferencedImages;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.Scorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fetches drawn images and has them judged in batches. An image that is missing, broken or of the wrong size fails alone.
 * Safe on any thread.
 */
final class ImageScorer implements Scorer {

    private static final int SIZE = ScenePainter.IMAGE_SIZE;
    private static final int CHANNELS = 3;

    private final ImageJudge judge;
    private final ReferencedImages images;

    /** Owns the judge, not the images. */
    ImageScorer(ImageJudge judge, ReferencedImages images) {
        this.judge = judge;
        this.images = images;
    }

    @Override
    public String version() {
        return judge.version();
    }

    @Override
    public Optional<String> refereeDigest() {
        return Optional.of(judge.digest());
    }

    @Override
    public List<Verdict> score(List<Sample> samples) {
        Verdict[] verdicts = new Verdict[samples.size()];
        List<Integer> places = new ArrayList<>();
        List<Sample> drawn = new ArrayList<>();
        List<Pixels> pixels = new ArrayList<>();
        for (int i = 0; i < verdicts.length; i++) {
            Sample sample = samples.get(i);
            Optional<String> reason = judge.abstains(sample);
            if (reason.isPresent()) {
                verdicts[i] = new Verdict.Abstained(reason.get());
                continue;
            }
            try {
                pixels.add(pixels(sample));
                drawn.add(sample);
                places.add(i);
            } catch (IllegalArgumentException e) {
                verdicts[i] = new Verdict.Failed(String.valueOf(e.getMessage()));
            }
        }
        if (!drawn.isEmpty()) {
            List<Verdict> judged = judge.judge(drawn, pixels);
            for (int i = 0; i < places.size(); i++) {
                verdicts[places.get(i)] = judged.get(i);
            }
        }
        return List.of(verdicts);
    }

    private Pixels pixels(Sample sample) {
        EncodedImage image = images.get(sample.image().orElseThrow());
        Pixels pixels = ImageDecoder.PNG.decode(image.toBytes(), "image " + image.digest());
        if (pixels.width() != SIZE || pixels.height() != SIZE || pixels.channels() != CHANNELS) {
            throw new IllegalArgumentException("the image is " + pixels.width() + "x" + pixels.height() + "x"
                    + pixels.channels() + ", but the referee judges " + SIZE + "x" + SIZE + "x" + CHANNELS);
        }
        return pixels;
    }

    @Override
    public void close() {
        judge.close();
    }
}
