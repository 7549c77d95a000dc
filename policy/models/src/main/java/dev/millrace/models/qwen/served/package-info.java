/** How servers of others are asked for a policy of this family. */
@NullMarked
package dev.millrace.models.qwen.served;

import org.jspecify.annotations.NullMarked;
