/**
 * Our own reader and writer of the safetensors format.
 *
 * <p>Bytes from outside are never given to the native decoder: it aborts the process on some inputs. This code checks
 * every bound first and fails with a {@link dev.millrace.policy.safetensors.SafetensorsException}. Values are immutable
 * and safe to share among threads; nothing here holds native memory.
 */
@NullMarked
package dev.millrace.policy.safetensors;

import org.jspecify.annotations.NullMarked;
