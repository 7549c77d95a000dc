package dev.millrace.schemas.log;

import dev.millrace.schemas.store.ObjectKey;

/** The names under which large images lie in a store: as on the topic, whichever run published them. */
final class ImageObjects {

    private ImageObjects() {}

    /** @param topic the images topic, which has the prefix of its cluster's topics */
    static ObjectKey key(String topic, String sha256) {
        return new ObjectKey("images/" + topic, sha256);
    }
}
