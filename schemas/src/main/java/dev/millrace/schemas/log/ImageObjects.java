package dev.millrace.schemas.log;

import dev.millrace.schemas.store.ObjectKey;

/** The names under which large images lie in a store: as on the topic, whichever run published them. */
public final class ImageObjects {

    private ImageObjects() {}

    /** Where they lie. */
    public static String area(String topic) {
        return "images/" + topic;
    }

    /** @param topic the images topic, which has the prefix of its cluster's topics */
    public static ObjectKey key(String topic, String sha256) {
        return new ObjectKey(area(topic), sha256);
    }
}
