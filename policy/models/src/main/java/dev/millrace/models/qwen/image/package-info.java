/** From an image to the rows of patches that the vision tower reads. In plain Java, without an engine. */
@NullMarked
package dev.millrace.models.qwen.image;

import org.jspecify.annotations.NullMarked;
