/**
 * The schema registry: registering and checking our schemas, and the store behind a local registry.
 *
 * <p>Registration runs on the caller's thread. The backend is safe for several threads.
 */
@NullMarked
package dev.millrace.schemas.registry;

import org.jspecify.annotations.NullMarked;
