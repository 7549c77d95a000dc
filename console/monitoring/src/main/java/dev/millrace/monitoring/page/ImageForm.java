package dev.millrace.monitoring.page;

import java.util.Optional;

/**
 * The forms of images that the page shows, known by how their bytes begin. What a record says of its media type is not
 * believed.
 */
enum ImageForm {
    PNG("image/png", 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a),
    JPEG("image/jpeg", 0xff, 0xd8, 0xff),
    GIF("image/gif", 'G', 'I', 'F', '8'),
    WEBP("image/webp", 'R', 'I', 'F', 'F', -1, -1, -1, -1, 'W', 'E', 'B', 'P');

    private final String mediaType;
    private final int[] begin;

    /** @param begin the first bytes; −1 stands for any */
    ImageForm(String mediaType, int... begin) {
        this.mediaType = mediaType;
        this.begin = begin;
    }

    String mediaType() {
        return mediaType;
    }

    /** The form of an image; empty if it is none of these. */
    static Optional<ImageForm> of(byte[] bytes) {
        for (ImageForm form : values()) {
            if (form.begins(bytes)) {
                return Optional.of(form);
            }
        }
        return Optional.empty();
    }

    private boolean begins(byte[] bytes) {
        if (bytes.length < begin.length) {
            return false;
        }
        for (int i = 0; i < begin.length; i++) {
            if (begin[i] >= 0 && (bytes[i] & 0xff) != begin[i]) {
                return false;
            }
        }
        return true;
    }
}
