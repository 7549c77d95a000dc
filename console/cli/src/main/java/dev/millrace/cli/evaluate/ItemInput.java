package dev.millrace.cli.evaluate;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.PromptFormat;
import dev.millrace.policy.image.EncodedImage;
import java.util.List;
import java.util.Optional;

/** Items of a data set as a policy takes them. Pure. */
public final class ItemInput {

    private ItemInput() {}

    /**
     * The input of an item.
     *
     * @param system what is said to the policy before the problem, where something is
     * @param problem with an {@code <image>} mark for each image
     * @throws IllegalArgumentException naming the item, if it does not fit the policy
     */
    public static PolicyInput of(
            PromptFormat format, String id, Optional<String> system, String problem, List<EncodedImage> images) {
        try {
            return format.encode(system, problem, images).orThrow();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("prompt " + id + ": " + e.getMessage(), e);
        }
    }
}
