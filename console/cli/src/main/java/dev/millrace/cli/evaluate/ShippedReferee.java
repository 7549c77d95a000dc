package dev.millrace.cli.evaluate;

import dev.millrace.policy.image.Pixels;
import dev.millrace.scenes.generation.DetectedObject;
import dev.millrace.scenes.referee.ImageReading;
import dev.millrace.scenes.referee.ObjectReader;
import java.util.List;

/** The object reader that ships with Millrace, the one that judges rollouts too. Owns its memory until closed. */
public final class ShippedReferee implements ObjectFinder, AutoCloseable {

    private final ObjectReader reader = ObjectReader.shipped();

    @Override
    public List<List<DetectedObject>> find(List<Pixels> images) {
        return reader.read(images).stream().map(ImageReading::objects).toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}
