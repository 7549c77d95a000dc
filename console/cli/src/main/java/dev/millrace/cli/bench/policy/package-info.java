/**
 * The learner's step and the worker's sampling with the shipped policy, beside PyTorch on the same batch. Belongs to one thread; the
 * programs in Python are processes of their own.
 */
@NullMarked
package dev.millrace.cli.bench.policy;

import org.jspecify.annotations.NullMarked;
