package dev.millrace.models.qwen.verify;

import java.util.List;

/** A stage that is held to the vectors of a model. */
interface Check {

    /** What came of it: a result for each thing that was compared, at least one. */
    List<CheckResult> run(VectorSet vectors);
}
