/**
 * The native engine: how it is started, and which thread may do what with it.
 *
 * <p>Only this package and that of the kernels name PyTorch classes. Grad mode is a property of a thread and is on in
 * a new one, so inference opens a {@link dev.millrace.models.engine.NoGradScope} and training a
 * {@link dev.millrace.models.engine.GradientScope}; both free every array that was made inside them.
 */
@NullMarked
package dev.millrace.models.engine;

import org.jspecify.annotations.NullMarked;
