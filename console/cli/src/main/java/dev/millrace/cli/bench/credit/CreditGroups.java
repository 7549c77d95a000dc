package dev.millrace.cli.bench.credit;

import dev.millrace.schemas.packed.PackedFloats;
import dev.millrace.streams.reshaping.TokenMeasures;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Groups of scored answers, the same at each call of a seed.
 *
 * @param groups a list of answers each
 * @param arrays the dependencies and inconsistencies of all answers, as plain arrays
 * @param tokens of each answer
 */
record CreditGroups(List<List<Answer>> groups, List<float[]> arrays, int tokens) {

    static final int SIZE = 8;

    /**
     * An answer before its reward is known.
     *
     * @param scores by scorer
     * @param measures of its tokens
     */
    record Answer(SortedMap<String, Double> scores, TokenMeasures measures) {}

    /**
     * Makes groups whose scores and dependencies are drawn.
     *
     * @param count of them
     * @param tokens of each answer
     * @param scorers that have judged
     */
    static CreditGroups draw(int count, int tokens, Iterable<String> scorers) {
        Random random = new Random(5);
        List<List<Answer>> groups = new ArrayList<>();
        List<float[]> arrays = new ArrayList<>();
        for (int group = 0; group < count; group++) {
            List<Answer> answers = new ArrayList<>();
            for (int index = 0; index < SIZE; index++) {
                SortedMap<String, Double> scores = new TreeMap<>();
                scorers.forEach(scorer -> scores.put(scorer, (double) random.nextInt(2)));
                float[] strong = dependencies(random, tokens);
                float[] weak = dependencies(random, tokens);
                arrays.add(strong);
                arrays.add(weak);
                answers.add(
                        new Answer(scores, TokenMeasures.ofDependency(PackedFloats.of(strong), PackedFloats.of(weak))));
            }
            groups.add(answers);
        }
        return new CreditGroups(groups, arrays, tokens);
    }

    /** Most are small and a few are large, as those of answers are. */
    private static float[] dependencies(Random random, int tokens) {
        float[] values = new float[tokens];
        for (int token = 0; token < tokens; token++) {
            values[token] = (float) Math.exp(random.nextGaussian() * 2 - 2);
        }
        return values;
    }
}
