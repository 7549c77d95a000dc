/** The randomness of sampling, alike for all families. */
@NullMarked
package dev.millrace.models.sampling;

import org.jspecify.annotations.NullMarked;
