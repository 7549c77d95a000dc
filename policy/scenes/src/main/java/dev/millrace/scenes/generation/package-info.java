/**
 * Prompts that ask for an image, and the rules by which the image is judged: GenEval's metadata (Ghosh, Hajishirzi,
 * Schmidt: GenEval, 2023) over the world of drawn scenes, whose objects are coloured digits on a 2×2 grid; questions whose
 * answer is to be drawn, as in WISE; and edits of a scene.
 *
 * <p>Pure Java over immutable values, safe on any thread; everything random is a pure function of a seed.
 */
@NullMarked
package dev.millrace.scenes.generation;

import org.jspecify.annotations.NullMarked;
