/**
 * What passes the seam and what the model takes: prompts of tokens and encoded images, prompts of tokens and pixels.
 *
 * <p>Safe for all threads.
 */
@NullMarked
package dev.millrace.models.mot.prompt;

import org.jspecify.annotations.NullMarked;
