/**
 * What is too large for the log lies in an object store, by its content: {@link dev.millrace.schemas.store.ObjectStore} is
 * the seam, found by {@link java.util.ServiceLoader} through {@link dev.millrace.schemas.store.ObjectStoreFactory}, and a
 * folder its simplest form. An object is written before the record that names it.
 */
@NullMarked
package dev.millrace.schemas.store;

import org.jspecify.annotations.NullMarked;
