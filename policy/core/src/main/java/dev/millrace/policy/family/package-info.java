/**
 * Families of policies, found by {@link java.util.ServiceLoader}: everything that can be made of the files of a checkpoint
 * without knowing what lies in them.
 */
@NullMarked
package dev.millrace.policy.family;

import org.jspecify.annotations.NullMarked;
