/**
 * How versions of the weights get to inference servers: written as folders, loaded under a name of their own, seen to do what
 * they claim by a canary, and unloaded when nobody samples with them any more. Each server has a state and a thread of its own.
 */
@NullMarked
package dev.millrace.workers.engines.weights;

import org.jspecify.annotations.NullMarked;
