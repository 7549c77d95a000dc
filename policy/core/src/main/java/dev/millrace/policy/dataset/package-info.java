/**
 * Data sets of prompts with images: JSON lines in a folder, read and written.
 *
 * <p>The form is that of the VLM-RL ecosystem ({@code id}, {@code problem} with {@code <image>} placeholders, {@code images}, {@code answer},
 * {@code task}, {@code category}) and, for generation prompts, GenEval's metadata ({@code tag}, {@code prompt}, {@code include}, {@code exclude}). Values are
 * immutable; readers and writers belong to the thread that uses them. What is wrong with a file is a
 * {@link dev.millrace.policy.dataset.DatasetProblem}: thrown, or, where the caller asks for it, skipped and reported.
 */
@NullMarked
package dev.millrace.policy.dataset;

import org.jspecify.annotations.NullMarked;
