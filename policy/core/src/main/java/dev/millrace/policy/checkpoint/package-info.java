/**
 * Folder checkpoints: written under a temporary name, synced, then moved; verified when they are read.
 */
@NullMarked
package dev.millrace.policy.checkpoint;

import org.jspecify.annotations.NullMarked;
