package dev.millrace.streams.scoring;

import dev.millrace.streams.reward.Verdict;

/** A scorer of texts by rules alone: it abstains where the response is an image, or should have been. */
abstract class TextScorer implements Scorer {

    @Override
    public final Verdict score(Sample sample) {
        return sample.drawn() ? new Verdict.Abstained("the response is an image") : judge(sample);
    }

    /** Judges a response in text. */
    abstract Verdict judge(Sample sample);
}
