package dev.millrace.streams.scoring;

import dev.millrace.schemas.avro.Task;
import dev.millrace.streams.reward.Verdict;

/**
 * 1 if the response is one {@code <think>…</think>} and a short answer, else 0. Abstains where an image is asked for.
 * Stateless, safe on any thread.
 */
public final class FormatScorer implements Scorer {

    public static final String NAME = "format";

    /** Longest answer that is short, in characters: a few words. */
    private static final int LONGEST_ANSWER = 64;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public Verdict score(Sample sample) {
        Task task = sample.prompt().getTask();
        if (task == Task.GENERATION || task == Task.EDITING) {
            return new Verdict.Abstained("the response is an image");
        }
        Response response = Response.of(sample.text());
        boolean good = response.wellFormed()
                && !response.answer().isEmpty()
                && response.answer().length() <= LONGEST_ANSWER;
        return new Verdict.Scored(good ? 1.0 : 0.0);
    }
}
