package dev.millrace.streams.reshaping;

import dev.millrace.schemas.id.GroupId;
import dev.millrace.schemas.packed.PackedFloats;
import org.jspecify.annotations.Nullable;

/**
 * Amplifies the tokens that depend on the image and not on its noise (PRPO, arXiv 2606.08708; its page gives the idea,
 * the equations are our reading):
 *
 * <pre>
 * RVD = minmax over the response of log1p(max(0, S − λS'))
 * w   = 1 + β·max(0, RVD − τ)/(1 − τ)
 * </pre>
 *
 * <p>A token below τ keeps a weight of exactly 1. With {@code massConserving} the weights are rescaled to a mean of 1.
 *
 * @param config the settings
 * @param source what the dependency is taken from
 */
record Prpo(PrpoConfig config, Source source) implements TokenWeigher {

    static final String NAME = "prpo";
    static final String DEPENDENCY_ONLY = "dependency_only";
    static final String BRITTLE_ONLY = "brittle_only";

    /** What counts as reading the image. */
    enum Source {
        /** Dependency that the noise leaves alone. */
        ROBUST,
        /** A control: S' alone, tokens that break under noise. */
        BRITTLE
    }

    static Prpo robust(PrpoConfig config) {
        return new Prpo(config, Source.ROBUST);
    }

    /** The control without the second view: λ = 0. */
    static Prpo dependencyOnly(PrpoConfig config) {
        return new Prpo(config.withLambda(0), Source.ROBUST);
    }

    /** The control that amplifies what the method leaves out. */
    static Prpo brittleOnly(PrpoConfig config) {
        return new Prpo(config, Source.BRITTLE);
    }

    @Override
    public Measure reads() {
        return Measure.DEPENDENCY;
    }

    @Override
    public @Nullable Guard weigh(GroupId group, Response response, int position, Workspace space) {
        PackedFloats strong = response.measures().strong();
        PackedFloats weak = response.measures().weak();
        if (strong == null || weak == null) {
            return Guard.NOT_MEASURED;
        }
        Workspace.read(strong, space.strong);
        Workspace.read(weak, space.weak);
        space.reportSignal();
        return weigh(response.length(), space);
    }

    /** The formula over what the workspace holds. */
    @Nullable
    Guard weigh(int n, Workspace space) {
        combine(n, space);
        space.signalToLog1p(n);
        boolean varies = Kernels.minMax(space.signal, n);
        if (n == 1) {
            return Guard.SINGLE_TOKEN;
        }
        if (Kernels.max(space.strong, n) < config.minDependency()) {
            return Guard.LOW_DEPENDENCY;
        }
        if (!varies) {
            return Guard.CONSTANT_DEPENDENCY;
        }
        double beta = config.beta();
        double tau = config.tau();
        for (int t = 0; t < n; t++) {
            space.weights[t] = 1 + beta * Kernels.positive(space.signal[t] - tau) / (1 - tau);
        }
        if (config.massConserving()) {
            Kernels.conserveMass(space.weights, n);
        }
        return null;
    }

    private void combine(int n, Workspace space) {
        switch (source) {
            case ROBUST ->
                config.combiner()
                        .combine(space.strong, space.weak, space.signal, n, config.lambda(), config.ratioEpsilon());
            case BRITTLE -> System.arraycopy(space.weak, 0, space.signal, 0, n);
        }
    }
}
