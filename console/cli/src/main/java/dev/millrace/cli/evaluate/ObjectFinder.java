package dev.millrace.cli.evaluate;

import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.generation.DetectedObject;
import java.util.List;

/** Says what images show. */
@FunctionalInterface
public interface ObjectFinder {

    /** The objects of each image, in the order of the images. */
    List<List<DetectedObject>> find(List<Pixels> images);
}
