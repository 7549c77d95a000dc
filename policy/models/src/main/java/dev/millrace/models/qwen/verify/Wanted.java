package dev.millrace.models.qwen.verify;

/** Numbers that the vectors hold. Reading them is noted: see {@link LookedAt}. */
interface Wanted {

    /** Where they stand, for messages. */
    String place();

    /** Whether the vectors hold them. */
    boolean exists();

    /**
     * All numbers, flat.
     *
     * @throws IllegalArgumentException naming the place, if they are missing or no numbers
     */
    float[] floats();
}
