/**
 * How fast the family {@code qwen} draws and trains, and how much memory it takes, on a model of random weights; beside it the same
 * work in PyTorch. Each measurement has a process of its own, since the peak of memory is one of a process.
 */
@NullMarked
package dev.millrace.cli.speed;

import org.jspecify.annotations.NullMarked;
