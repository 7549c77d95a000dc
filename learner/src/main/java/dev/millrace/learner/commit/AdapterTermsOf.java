package dev.millrace.learner.commit;

import dev.millrace.policy.weights.AdapterForm;
import dev.millrace.schemas.avro.AdapterTerms;

/** The form of an adapter as records say it, and back. Pure. */
final class AdapterTermsOf {

    private AdapterTermsOf() {}

    static AdapterTerms form(AdapterForm form) {
        return new AdapterTerms(form.rank(), form.alpha(), form.targets(), form.rankStabilized(), form.tower());
    }

    /** @throws IllegalArgumentException if it is none */
    static AdapterForm terms(AdapterTerms terms) {
        return new AdapterForm(
                terms.getRank(), terms.getAlpha(), terms.getRankStabilized(), terms.getTargets(), terms.getTower());
    }
}
