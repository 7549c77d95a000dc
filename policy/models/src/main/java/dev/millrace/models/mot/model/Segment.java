package dev.millrace.models.mot.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of tokens that goes through the layers together.
 *
 * @param rotation the positions of its tokens
 * @param ownMask additive, broadcast to (P, heads, G, T, T); null if every token sees all of the segment
 * @param modality which expert serves it
 */
record Segment(Layout layout, RotaryPositions.Factors rotation, @Nullable NDArray ownMask, Modality modality) {}
