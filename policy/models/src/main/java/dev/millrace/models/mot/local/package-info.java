/**
 * The engine of this family in this process: an immutable version of the weights, swapped whole and leased while it is in
 * use, so that a batch is sampled with one version and the memory of an older one is freed when its last batch is done.
 */
@NullMarked
package dev.millrace.models.mot.local;

import org.jspecify.annotations.NullMarked;
