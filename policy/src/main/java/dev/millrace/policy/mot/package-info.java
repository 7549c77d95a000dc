/**
 * The family that ships with Millrace: a mixture of modality experts that answers and draws.
 */
@NullMarked
package dev.millrace.policy.mot;

import org.jspecify.annotations.NullMarked;
