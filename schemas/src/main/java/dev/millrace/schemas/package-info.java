/**
 * What the parts of Millrace say to each other, and nothing else.
 *
 * <p>{@code avro} holds the generated contracts, {@code packed} the views of their token arrays, {@code id} the
 * identities, {@code topic} the catalogue of topics, {@code client} the way to a broker and a registry. Nothing here
 * starts a thread.
 */
@NullMarked
package dev.millrace.schemas;

import org.jspecify.annotations.NullMarked;
