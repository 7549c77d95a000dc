/**
 * The named parameters of any network: their specification, random start, native arrays and digests. The policy, the
 * autoencoder and the referees are built on it. Arrays belong to who loaded them, until closed.
 */
@NullMarked
package dev.millrace.models.parameters;

import org.jspecify.annotations.NullMarked;
