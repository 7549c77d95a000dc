package dev.millrace.cli.experiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What else was measured of a cell.
 *
 * @param begun noise of the gradient under the policy that it began with; null if it was not asked for
 * @param trained the same under the policy at the end
 * @param drift of the language prior; null if it was not asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CellMeasures(
        @Nullable GradientNoise begun, @Nullable GradientNoise trained, @Nullable PriorDrift drift) {}
