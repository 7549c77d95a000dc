package dev.millrace.streams.scoring;

import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.world.ScenePainter;
import dev.millrace.streams.reward.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fetches drawn images and has them judged in batches. It abstains from texts; an image that is missing, broken or of the
 * wrong size fails alone. Safe on any thread.
 */
final class ImageScorer implements Scorer {

    private static final int SIZE = ScenePainter.IMAGE_SIZE;
    private static final int CHANNELS = 3;

    private final ImageJudge judge;
    private final DrawnImages drawings;
    private final int batch;

    /** Owns both the judge and the images. */
    ImageScorer(ImageJudge judge, DrawnImages drawings, int batch) {
        this.judge = judge;
        this.drawings = drawings;
        this.batch = batch;
    }

    @Override
    public String name() {
        return judge.name();
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
    public int batchSize() {
        return batch;
    }

    @Override
    public Verdict score(Sample sample) {
        return score(List.of(sample)).get(0);
    }

    @Override
    public List<Verdict> score(List<Sample> samples) {
        Verdict[] verdicts = new Verdict[samples.size()];
        List<Integer> places = new ArrayList<>();
        List<Sample> drawn = new ArrayList<>();
        List<Pixels> images = new ArrayList<>();
        for (int i = 0; i < verdicts.length; i++) {
            Sample sample = samples.get(i);
            Optional<String> reason = reasonToAbstain(sample);
            if (reason.isPresent()) {
                verdicts[i] = new Verdict.Abstained(reason.get());
                continue;
            }
            try {
                images.add(pixels(sample));
                drawn.add(sample);
                places.add(i);
            } catch (IllegalArgumentException e) {
                verdicts[i] = new Verdict.Failed(String.valueOf(e.getMessage()));
            }
        }
        if (!drawn.isEmpty()) {
            List<Verdict> judged = judge.judge(drawn, images);
            for (int i = 0; i < places.size(); i++) {
                verdicts[places.get(i)] = judged.get(i);
            }
        }
        return List.of(verdicts);
    }

    private Optional<String> reasonToAbstain(Sample sample) {
        return sample.image().isEmpty() ? Optional.of("the response is text") : judge.abstains(sample);
    }

    private Pixels pixels(Sample sample) {
        Pixels pixels = drawings.pixels(sample.image().orElseThrow());
        if (pixels.width() != SIZE || pixels.height() != SIZE || pixels.channels() != CHANNELS) {
            throw new IllegalArgumentException("the image is " + pixels.width() + "x" + pixels.height() + "x"
                    + pixels.channels() + ", but the referee judges " + SIZE + "x" + SIZE + "x" + CHANNELS);
        }
        return pixels;
    }

    @Override
    public void close() {
        try (drawings;
                judge) {
            // Each is closed, from the last to the first, whatever the others throw.
        }
    }
}
