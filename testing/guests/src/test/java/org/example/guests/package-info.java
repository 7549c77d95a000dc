/** The whole loop with guests alone: what they bring is found and used, and no file of ours knows them. */
@NullMarked
package org.example.guests;

import org.jspecify.annotations.NullMarked;
