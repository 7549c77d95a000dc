/** Credit of groups, from scores to token advantages, beside a copy of the arrays that it reads and writes. Belongs to one thread. */
@NullMarked
package dev.millrace.cli.bench.credit;

import org.jspecify.annotations.NullMarked;
