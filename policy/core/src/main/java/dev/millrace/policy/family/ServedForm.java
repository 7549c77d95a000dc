package dev.millrace.policy.family;

import dev.millrace.policy.PolicyInput;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.rollout.ViewSettings;
import dev.millrace.policy.text.Tokens;
import java.util.List;

/**
 * How a server of somebody else is asked for a policy of a family. Images are PNG of the size at which the policy sees them, so
 * that the server has nothing to resize, whatever it resizes with. Safe for all threads.
 */
public interface ServedForm {

    /** The images of a prompt, as the policy sees them. */
    List<EncodedImage> images(PolicyInput input);

    /** The strong view of each image; its values are rounded to 8 bits. */
    List<EncodedImage> strong(PolicyInput input, ViewSettings views, long seed);

    /** The weak view of each image; its values are rounded to 8 bits. */
    List<EncodedImage> weak(PolicyInput input, ViewSettings views, long seed);

    /** The seed of the views of a group. */
    long viewSeed(long groupSeed);

    /** The prompt with one place for each image, for a server that makes room for them by itself. */
    Tokens unexpanded(PolicyInput input);

    /** Whether the policy may say this id: places of images are none of an answer's. */
    boolean maySay(int id);
}
