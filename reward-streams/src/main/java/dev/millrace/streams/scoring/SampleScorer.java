package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A scorer that judges one sample at a time. */
public interface SampleScorer extends Scorer {

    /**
     * Judges one sample. The same sample gets the same verdict from the same version.
     *
     * @throws Exception as {@link Scorer#score(List)}
     */
    Verdict score(Sample sample) throws Exception;

    @Override
    default List<Verdict> score(List<Sample> samples) throws Exception {
        List<Verdict> verdicts = new ArrayList<>(samples.size());
        for (Sample sample : samples) {
            verdicts.add(score(sample));
        }
        return verdicts;
    }
}
