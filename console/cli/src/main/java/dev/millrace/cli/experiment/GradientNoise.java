package dev.millrace.cli.experiment;

import java.util.List;

/**
 * How much the direction of a step depends on which half of its batch it is computed from, under the credit of the cell: the term of
 * the policy gradient, and the perception term where there is one, as they are at the first optimizer step of a batch.
 *
 * @param all of all tokens
 * @param seen of the tokens alone that name what is seen
 * @param other of the other tokens alone
 */
public record GradientNoise(StepDirection all, StepDirection seen, StepDirection other) {

    static GradientNoise mean(List<GradientNoise> batches) {
        return new GradientNoise(
                StepDirection.mean(batches.stream().map(GradientNoise::all).toList()),
                StepDirection.mean(batches.stream().map(GradientNoise::seen).toList()),
                StepDirection.mean(batches.stream().map(GradientNoise::other).toList()));
    }
}
