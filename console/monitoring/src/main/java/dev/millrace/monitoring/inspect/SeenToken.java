package dev.millrace.monitoring.inspect;

import java.util.OptionalDouble;

/**
 * One token of a response, as it is shown.
 *
 * @param word its text
 * @param weight factor of its advantage; 1 where nothing was reshaped
 * @param strong S in nat, where it was measured
 * @param weak S' in nat, likewise
 * @param robust robust visual dependency, 0 to 1, where the reshaper knows one
 * @param advantage its advantage; empty while the group is open or where the trajectory was dropped
 */
public record SeenToken(
        String word,
        double weight,
        OptionalDouble strong,
        OptionalDouble weak,
        OptionalDouble robust,
        OptionalDouble advantage) {}
