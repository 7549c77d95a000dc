/** Digests of what a policy is made of. Knows no other package. */
@NullMarked
package dev.millrace.policy.digest;

import org.jspecify.annotations.NullMarked;
