package dev.millrace.workers.sampling;

import dev.millrace.models.mot.views.GroupDependency;
import dev.millrace.models.mot.views.PerturbedViews;
import dev.millrace.policy.rollout.Divergence;
import dev.millrace.policy.text.TokenValues;

/**
 * What was measured of a group, and how.
 *
 * @param dependency the figures
 * @param views the perturbed views
 * @param estimator how divergences were measured
 */
public record MeasuredGroup(GroupDependency dependency, PerturbedViews views, Divergence estimator) {

    boolean isFinite() {
        return dependency.responses().stream()
                .allMatch(response -> isFinite(response.strong()) && isFinite(response.weak()));
    }

    private static boolean isFinite(TokenValues values) {
        for (int i = 0; i < values.length(); i++) {
            if (!Float.isFinite(values.at(i))) {
                return false;
            }
        }
        return true;
    }
}
