/**
 * Functions that the engine runs whole, in one native call: a layer, a step of all layers, a piece of the vocabulary. They are
 * written in the engine's script language and get all they need as arguments; a script holds neither weights nor state.
 */
@NullMarked
package dev.millrace.models.kernels;

import org.jspecify.annotations.NullMarked;
