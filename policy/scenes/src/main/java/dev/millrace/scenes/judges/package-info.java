/**
 * The judges of drawn scenes: scorers of images with frozen referees. A plug-in like those of others: nothing names them
 * but {@code META-INF/services}.
 *
 * <p>Judges are called from several threads at once. Each owns its referee, and closes it.
 */
@NullMarked
package dev.millrace.scenes.judges;

import org.jspecify.annotations.NullMarked;
