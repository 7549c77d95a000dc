package dev.millrace.scenes.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.Pixels;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Task;
import dev.millrace.streams.reward.Judges;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.ReferencedImages;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.ScorerTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageScorerTest {

    private final List<Integer> batches = new ArrayList<>();
    private final ImageScorer scorer = new ImageScorer(new CountingJudge(), new NamedImages());

    @Test
    void shouldJudgeInOneBatchAndLetEachFailAlone() {
        // Given
        List<Sample> samples = List.of(drawn("good"), drawn("silent"), drawn("lost"), drawn("large"), drawn("good"));

        // When
        List<Verdict> verdicts = scorer.score(samples);

        // Then
        assertThat(verdicts)
                .containsExactly(
                        new Verdict.Scored(0),
                        new Verdict.Abstained("nothing to say"),
                        new Verdict.Failed("image lost is not on the images topic"),
                        new Verdict.Failed("the image is 16x16x3, but the referee judges 32x32x3"),
                        new Verdict.Scored(1));
        assertThat(batches).containsExactly(2);
    }

    @Test
    void shouldNotAskTheJudgeWhereNothingIsToJudge() {
        // Given / When
        List<Verdict> verdicts = scorer.score(List.of(drawn("silent")));

        // Then
        assertThat(verdicts).containsExactly(new Verdict.Abstained("nothing to say"));
        assertThat(batches).isEmpty();
    }

    @Test
    void shouldBeFoundAsTypesThatJudgeImages() {
        for (String type : List.of("instruction", "knowledge", "semantic")) {
            assertThat(ScorerTypes.found().find(type).orElseThrow().judges()).contains(Judges.IMAGE);
        }
    }

    @Test
    void shouldSayWhoseRefereeJudges() {
        assertThat(scorer.refereeDigest()).contains("abc");
    }

    private static Sample drawn(String image) {
        return DrawnSamples.drawn(Task.GENERATION, "a 7", null, null, image);
    }

    private final class CountingJudge implements ImageJudge {

        @Override
        public String version() {
            return "1";
        }

        @Override
        public String digest() {
            return "abc";
        }

        @Override
        public Optional<String> abstains(Sample sample) {
            boolean silent = sample.image().orElseThrow().getSha256().equals("silent");
            return silent ? Optional.of("nothing to say") : Optional.empty();
        }

        @Override
        public List<Verdict> judge(List<Sample> samples, List<Pixels> images) {
            batches.add(samples.size());
            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < samples.size(); i++) {
                verdicts.add(new Verdict.Scored(i));
            }
            return verdicts;
        }

        @Override
        public void close() {}
    }

    private static final class NamedImages implements ReferencedImages {

        @Override
        public EncodedImage get(ImageRef reference) {
            int size = reference.getSha256().equals("large") ? 16 : 32;
            if (reference.getSha256().equals("lost")) {
                throw new IllegalArgumentException("image lost is not on the images topic");
            }
            return PngCodec.encode(RgbImage.of(size, size, new byte[size * size * 3]));
        }

        @Override
        public void close() {}
    }
}
