package dev.millrace.scenes.judges;

import dev.millrace.policy.image.Pixels;
import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.Scorer;
import java.util.List;
import java.util.Optional;

/** What one scorer of images goes by. Safe on any thread. */
interface ImageJudge extends AutoCloseable {

    /** See {@link Scorer#version()}. */
    String version();

    /** SHA-256 of the referee's weights. */
    String digest();

    /** Why it has nothing to say of what this sample's prompt asks for; empty if it has. */
    Optional<String> abstains(Sample sample);

    /**
     * Judges samples of which it has something to say.
     *
     * @param samples at least one
     * @param images of the samples, all of the size that the referee takes
     * @return their verdicts in the same order
     */
    List<Verdict> judge(List<Sample> samples, List<Pixels> images);

    /** Frees the referee. */
    @Override
    void close();
}
