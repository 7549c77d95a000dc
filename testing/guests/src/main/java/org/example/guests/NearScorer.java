package org.example.guests;

import dev.millrace.streams.reward.Verdict;
import dev.millrace.streams.scoring.Sample;
import dev.millrace.streams.scoring.SampleScorer;
import java.util.OptionalDouble;

/** How near a number is to the reference: 1 at it, falling to 0 at a distance of {@code span}. Safe on any thread. */
record NearScorer(double span) implements SampleScorer {

    @Override
    public String version() {
        return "1 span " + span;
    }

    @Override
    public Verdict score(Sample sample) {
        String reference = sample.prompt().getReference();
        OptionalDouble right = reference == null ? OptionalDouble.empty() : number(reference);
        if (right.isEmpty()) {
            return new Verdict.Abstained("the prompt has no number for its reference");
        }
        OptionalDouble said = number(sample.text());
        if (said.isEmpty()) {
            return new Verdict.Scored(0);
        }
        return new Verdict.Scored(Math.max(0, 1 - Math.abs(said.getAsDouble() - right.getAsDouble()) / span));
    }

    private static OptionalDouble number(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty(); // no number is an answer, too
        }
    }
}
