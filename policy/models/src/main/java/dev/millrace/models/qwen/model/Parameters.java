package dev.millrace.models.qwen.model;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import java.util.List;

/** Parameters by name; an empty array stands for one that an architecture has not got. */
interface Parameters {

    /** @throws IllegalStateException if there is none of this name */
    NDArray get(String name);

    /** The array of this name, or the empty one. */
    NDArray optional(String name);

    /** Several at once. */
    default List<NDArray> all(String prefix, String... names) {
        return Arrays.stream(names).map(name -> get(prefix + name)).toList();
    }
}
