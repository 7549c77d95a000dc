package dev.millrace.policy.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The formats that images come in, told by how their bytes begin: what a file is called says nothing certain. */
enum ImageFormat {
    PNG("\u0089PNG", 0),
    JPEG("\u00ff\u00d8\u00ff", 0),
    GIF("GIF8", 0),
    BMP("BM", 0),
    TIFF_LITTLE("II*\0", 0),
    TIFF_BIG("MM\0*", 0),
    WEBP("WEBP", 8);

    private static final String RIFF = "RIFF";

    private final String mark;
    private final int at;

    ImageFormat(String mark, int at) {
        this.mark = mark;
        this.at = at;
    }

    /** The format of encoded bytes; empty if it is none of these. */
    static Optional<ImageFormat> of(byte[] encoded) {
        for (ImageFormat format : values()) {
            if (begins(encoded, format.at, format.mark) && (format != WEBP || begins(encoded, 0, RIFF))) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** As {@link javax.imageio.ImageIO} calls it. */
    String reader() {
        return this == TIFF_LITTLE || this == TIFF_BIG ? "tiff" : name().toLowerCase(Locale.ROOT);
    }

    /** For messages. */
    String label() {
        return this == TIFF_LITTLE || this == TIFF_BIG ? "TIFF" : name();
    }

    private static boolean begins(byte[] encoded, int at, String mark) {
        return encoded.length >= at + mark.length()
                && new String(encoded, at, mark.length(), StandardCharsets.ISO_8859_1).equals(mark);
    }
}
