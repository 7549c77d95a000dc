package dev.millrace.models.qwen.verify;

/** A stage that is held to the vectors of a model. */
interface Check {

    /**
     * Compares everything of its stage that the vectors hold. What they must hold and lack is a result that fails; what they
     * may leave out is left out.
     *
     * @throws RuntimeException if it cannot be computed at all; its parts are {@linkplain Results#attempt attempts}, and go on
     */
    void run(VectorSet vectors, Results results);
}
