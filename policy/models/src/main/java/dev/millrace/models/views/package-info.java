/** The perturbed views of an image, alike for all families. */
@NullMarked
package dev.millrace.models.views;

import org.jspecify.annotations.NullMarked;
