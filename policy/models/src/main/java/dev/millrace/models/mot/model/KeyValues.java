package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;

/**
 * The keys and values one layer made of the prompts.
 *
 * @param keysTransposed (P, heads, d, Tp)
 * @param values (P, heads, Tp, d)
 */
record KeyValues(NDArray keysTransposed, NDArray values) {}
