/**
 * Looks at everything a run needs before it needs it, and says what to do about what is wrong. Each {@link
 * dev.millrace.cli.doctor.Examination} is one look; none of them changes anything but for a trial object that it puts into the
 * object store and takes out again. On the caller's thread.
 */
@NullMarked
package dev.millrace.cli.doctor;

import org.jspecify.annotations.NullMarked;
