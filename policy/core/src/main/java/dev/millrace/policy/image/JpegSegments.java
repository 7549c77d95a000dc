package dev.millrace.policy.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the segments before the first scan of a JPEG file say (ITU-T T.81, annex B), which the platform's reader does not
 * tell without reading all metadata.
 *
 * @param components of the frame: 1 for gray, 3 for colour, 4 for CMYK
 * @param adobeTransform what Adobe's segment says of the colours: 0 as they are, 1 YCbCr, 2 YCCK; -1 where there is none
 * @param exif its Exif data, a TIFF header and what follows it
 */
record JpegSegments(int components, int adobeTransform, Optional<ByteBuffer> exif) {

    private static final int START_OF_SCAN = 0xda;
    private static final int END = 0xd9;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int CMYK = 4;

    /** @throws ImageException if they are no segments of JPEG */
    static JpegSegments of(byte[] encoded, String source) {
        int components = 0;
        int transform = -1;
        Optional<ByteBuffer> exif = Optional.empty();
        int at = 2;
        while (at + 4 <= encoded.length) {
            if ((encoded[at] & 0xff) != 0xff) {
                throw new ImageException(source, "is no sound JPEG: at byte " + at + " a segment should begin");
            }
            int marker = encoded[at + 1] & 0xff;
            if (marker == 0xff) {
                at++;
                continue;
            }
            if (marker == START_OF_SCAN || marker == END) {
                break;
            }
            int length = (encoded[at + 2] & 0xff) << 8 | (encoded[at + 3] & 0xff);
            int begin = at + 4;
            int end = at + 2 + length;
            if (length < 2 || end > encoded.length) {
                throw new ImageException(
                        source, "is cut off: at byte " + at + " a segment of " + length + " bytes begins");
            }
            if (isFrame(marker) && end - begin >= 6) {
                components = encoded[begin + 5] & 0xff;
            } else if (marker == APP14 && starts(encoded, begin, end, "Adobe") && end - begin >= 12) {
                transform = encoded[begin + 11] & 0xff;
            } else if (marker == APP1 && starts(encoded, begin, end, "Exif\0\0") && exif.isEmpty()) {
                exif = Optional.of(ExifPlace.withoutPrefix(ByteBuffer.wrap(encoded, begin, end - begin)));
            }
            at = end;
        }
        return new JpegSegments(components, transform, exif);
    }

    boolean isCmyk() {
        return components == CMYK;
    }

    /** SOF0 to SOF15, without the three markers among them that are tables. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static boolean starts(byte[] encoded, int begin, int end, String mark) {
        return end - begin >= mark.length()
                && new String(encoded, begin, mark.length(), StandardCharsets.ISO_8859_1).equals(mark);
    }
}
