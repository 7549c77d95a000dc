/**
 * Makes the base policy from nothing but scenes that the project draws itself: supervised learning on prompts with known
 * responses.
 *
 * <p>Training runs on the caller's thread; one further thread, owned by {@link dev.millrace.scenes.pretrain.Pretrainer},
 * draws the next batch meanwhile.
 */
@NullMarked
package dev.millrace.scenes.pretrain;

import org.jspecify.annotations.NullMarked;
