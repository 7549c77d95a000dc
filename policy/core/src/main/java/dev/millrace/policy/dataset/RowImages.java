package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageException;
import dev.millrace.policy.image.ImageIntake;
import dev.millrace.policy.image.ImageLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The images of a row: one or a list, each a path, encoded bytes, or both, as Hugging Face's files have them. They come out in
 * the form in which they are logged.
 */
final class RowImages {

    /** What one row may name: an image named ten thousand times is no honest row. */
    private static final int MAX_IMAGES = 64;

    private static final long MAX_BYTES = 64 << 20;

    private final ImagePlace place;
    private final ImageLimits limits;

    RowImages(ImagePlace place, ImageLimits limits) {
        this.place = place;
        this.limits = limits;
    }

    /** The cells of a column, an image each. */
    static List<JsonNode> cells(Row row, String column) throws RowException {
        JsonNode value = row.at(column);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            return List.of(value);
        }
        if (value.size() > MAX_IMAGES) {
            throw new RowException(
                    RowFault.IMAGE_TOO_LARGE,
                    "\"" + column + "\" has " + value.size() + " entries, more than the limit of " + MAX_IMAGES
                            + " images a row");
        }
        List<JsonNode> cells = new ArrayList<>(value.size());
        value.forEach(cells::add);
        return cells;
    }

    List<EncodedImage> read(List<JsonNode> cells, String column) throws RowException {
        List<EncodedImage> images = new ArrayList<>(cells.size());
        long bytes = 0;
        for (int i = 0; i < cells.size(); i++) {
            EncodedImage image = read(cells.get(i), i + 1, column);
            bytes += image.size();
            if (bytes > MAX_BYTES) {
                throw new RowException(
                        RowFault.IMAGE_TOO_LARGE,
                        "the images have more than " + MAX_BYTES
                                + " bytes together, the limit of a row; make them smaller");
            }
            images.add(image);
        }
        return images;
    }

    private EncodedImage read(JsonNode cell, int number, String column) throws RowException {
        if (cell.isTextual()) {
            return taken(place.read(cell.asText()), "image \"" + cell.asText() + "\"");
        }
        JsonNode bytes = cell.isBinary() ? cell : cell.path("bytes");
        Optional<String> path = Optional.ofNullable(cell.path("path").textValue());
        String source = "image " + number + " of \"" + column + "\""
                + path.map(named -> " (" + named + ")").orElse("");
        if (!bytes.isMissingNode() && !bytes.isNull()) {
            return taken(decoded(bytes, source), source);
        }
        if (path.isPresent() && !path.get().isBlank()) {
            return taken(place.read(path.get()), "image \"" + path.get() + "\"");
        }
        throw new RowException(
                RowFault.IMAGE_MISSING,
                cell.isContainerNode() || cell.isNull()
                        ? source + " has neither bytes nor a path"
                        : "field \"" + column + "\" must hold images (paths, or bytes), not " + Row.kind(cell));
    }

    private static byte[] decoded(JsonNode bytes, String source) throws RowException {
        try {
            // In JSON, bytes are Base64.
            return bytes.isTextual() ? Base64.getDecoder().decode(bytes.asText()) : bytes.binaryValue();
        } catch (IOException | IllegalArgumentException e) {
            throw new RowException(RowFault.IMAGE_UNREADABLE, source + " is no Base64: " + e.getMessage(), e);
        }
    }

    private EncodedImage taken(byte[] encoded, String source) throws RowException {
        try {
            return ImageIntake.of(encoded, source, limits);
        } catch (ImageException e) {
            throw new RowException(
                    e.isLimit() ? RowFault.IMAGE_TOO_LARGE : RowFault.IMAGE_UNREADABLE,
                    String.valueOf(e.getMessage()),
                    e);
        }
    }
}
