package dev.millrace.streams.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.policy.image.Pixels;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Task;
import dev.millrace.streams.reward.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageScorerTest {

    private final List<Integer> batches = new ArrayList<>();
    private final ImageScorer scorer = new ImageScorer(new CountingJudge(), new NamedImages(), 8);

    @Test
    void shouldJudgeInOneBatchAndLetEachFailAlone() {
        // Given
        List<Sample> samples =
                List.of(drawn("good"), Samples.sample("text", null), drawn("lost"), drawn("large"), drawn("good"));

        // When
        List<Verdict> verdicts = scorer.score(samples);

        // Then
        assertThat(verdicts)
                .containsExactly(
                        new Verdict.Scored(0),
                        new Verdict.Abstained("the response is text"),
                        new Verdict.Failed("image lost is not on the images topic"),
                        new Verdict.Failed("the image is 16x16x3, but the referee judges 32x32x3"),
                        new Verdict.Scored(1));
        assertThat(batches).containsExactly(2);
    }

    @Test
    void shouldNotAskTheJudgeWhereNothingIsToJudge() {
        // Given / When
        Verdict verdict = scorer.score(Samples.sample("text", null));

        // Then
        assertThat(verdict).isInstanceOf(Verdict.Abstained.class);
        assertThat(batches).isEmpty();
    }

    @Test
    void shouldSayWhoseRefereeJudges() {
        assertThat(scorer.refereeDigest()).contains("abc");
        assertThat(scorer.batchSize()).isEqualTo(8);
    }

    private static Sample drawn(String image) {
        return Samples.drawn(Task.GENERATION, "a 7", null, null, image);
    }

    private final class CountingJudge implements ImageJudge {

        @Override
        public String name() {
            return "counting";
        }

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
            return Optional.empty();
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

    private static final class NamedImages implements DrawnImages {

        @Override
        public Pixels pixels(ImageRef reference) {
            int size = reference.getSha256().equals("large") ? 16 : 32;
            if (reference.getSha256().equals("lost")) {
                throw new IllegalArgumentException("image lost is not on the images topic");
            }
            return Pixels.of(size, size, 3, new float[size * size * 3]);
        }

        @Override
        public void close() {}
    }
}
