package dev.millrace.models.qwen.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.function.Consumer;

/** Compares, and tells each result as it comes. For one thread. */
final class Results {

    private final Consumer<CheckResult> told;
    private int compared;

    Results(Consumer<CheckResult> told) {
        this.told = told;
    }

    /** Comparisons so far, whatever came of them. */
    int compared() {
        return compared;
    }

    void add(CheckResult result) {
        compared += result.places().isEmpty() ? 0 : 1;
        told.accept(result);
    }

    /** Runs one part of a check: what it throws is a result that fails, and the others go on. */
    void attempt(String name, Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            String said = e.getMessage();
            add(CheckResult.of(
                    name,
                    false,
                    "cannot be computed: "
                            + (said == null || said.isBlank() ? e.toString() : said.replaceAll("\\s+", " "))));
        }
    }

    /** What the vectors must hold and lack is a result that fails. */
    private boolean isMissing(String name, Wanted wanted) {
        if (!wanted.exists()) {
            add(CheckResult.of(name, false, "the vectors have no " + wanted.place()));
        }
        return !wanted.exists();
    }

    /** Something that must be equal, as JSON. */
    void equal(String name, Object got, VectorNode wanted) {
        if (isMissing(name, wanted)) {
            return;
        }
        JsonNode own = VectorNode.written(got);
        JsonNode theirs = wanted.value();
        boolean holds = own.equals(theirs);
        add(CheckResult.of(name, holds, holds ? "equal" : Differences.of(own, theirs), wanted.place()));
    }

    /** Numbers that may differ by so much. */
    void near(String name, float[] got, Wanted wanted, double allowed) {
        if (!isMissing(name, wanted)) {
            add(near(name, got, wanted.floats(), allowed, wanted.place()));
        }
    }

    /** The same, where the vectors hold it. */
    void nearIfThere(String name, float[] got, Wanted wanted, double allowed) {
        if (wanted.exists()) {
            near(name, got, wanted, allowed);
        }
    }

    /** One number that may differ by so much. */
    void near(String name, double got, VectorNode wanted, double allowed) {
        if (!isMissing(name, wanted)) {
            add(CheckResult.within(name, Math.abs(got - wanted.number()), allowed, wanted.place()));
        }
    }

    /**
     * Numbers of which each may differ by so much of its own.
     *
     * @param allowed as many as numbers
     * @param words what is allowed, in words
     */
    void nearEach(String name, float[] got, Wanted wanted, double[] allowed, String words) {
        if (isMissing(name, wanted)) {
            return;
        }
        float[] theirs = wanted.floats();
        if (got.length != theirs.length || allowed.length != theirs.length) {
            add(near(name, got, theirs, 0, wanted.place()));
            return;
        }
        double worst = 0;
        int at = 0;
        for (int i = 0; i < got.length; i++) {
            double share = Math.abs((double) got[i] - theirs[i]) / allowed[i];
            if (Double.isNaN(share)) {
                worst = share;
                break;
            }
            if (share > worst) {
                worst = share;
                at = i;
            }
        }
        add(CheckResult.of(
                name,
                worst <= 1,
                String.format(Locale.ROOT, "differs by %.2g of what is allowed (%s), at number %d", worst, words, at),
                wanted.place()));
    }

    /** Numbers whose difference may have this share of their norm. */
    void nearAsWhole(String name, float[] got, Wanted wanted, double allowed) {
        if (isMissing(name, wanted)) {
            return;
        }
        float[] theirs = wanted.floats();
        add(
                got.length == theirs.length
                        ? CheckResult.within(
                                name + " (relative)", Differences.relative(got, theirs), allowed, wanted.place())
                        : near(name, got, theirs, allowed, wanted.place()));
    }

    private static CheckResult near(String name, float[] got, float[] theirs, double allowed, String place) {
        return got.length == theirs.length
                ? CheckResult.within(name, Differences.greatest(got, theirs), allowed, place)
                : CheckResult.of(name, false, "has " + got.length + " numbers, wanted " + theirs.length, place);
    }

    void skipped(String name, String why) {
        add(CheckResult.skipped(name, why));
    }
}
