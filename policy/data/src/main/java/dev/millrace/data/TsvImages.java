package dev.millrace.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The images of a file with tabs, as VLMEvalKit writes them: Base64, a list of it in brackets, or, where two rows show the same
 * image, the index of the other row.
 *
 * @param byIndex the images that other rows refer to, by the index of their own row
 */
record TsvImages(Map<String, String> byIndex) {

    private static final String IMAGE = "image";
    private static final String INDEX = "index";

    /** What is no longer is no image, but an index or a path. */
    private static final int LONGEST_INDEX = 64;

    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{" + LONGEST_INDEX + ",}+={0,2}\\s*+");
    private static final Pattern LISTED = Pattern.compile("['\"]([A-Za-z0-9+/]++={0,2})['\"]");

    TsvImages {
        byIndex = Map.copyOf(byIndex);
    }

    /** Looks through a file for the images that rows share; of one that has none nothing is kept. */
    static TsvImages of(Path file) throws IOException {
        Set<String> shared = new HashSet<>();
        scan(file, (index, image) -> {
            if (image.length() <= LONGEST_INDEX) {
                shared.add(image);
            }
        });
        Map<String, String> byIndex = new HashMap<>();
        if (!shared.isEmpty()) {
            scan(file, (index, image) -> {
                if (shared.contains(index) && image.length() > LONGEST_INDEX) {
                    byIndex.put(index, image);
                }
            });
        }
        return new TsvImages(byIndex);
    }

    private interface Seen {
        void row(String index, String image);
    }

    private static void scan(Path file, Seen seen) throws IOException {
        try (TsvCells cells = TsvCells.open(file)) {
            int image = cells.names().indexOf(IMAGE);
            int index = cells.names().indexOf(INDEX);
            if (image < 0 || index < 0) {
                return;
            }
            for (String[] row = cells.next(); row != null; row = cells.next()) {
                if (row.length == cells.names().size()) {
                    seen.row(row[index], row[image]);
                }
            }
        }
    }

    /** A cell as the node of a row: bytes in the form of Hugging Face's files, or the text that it is. */
    JsonNode node(String column, String cell) {
        if (!column.equals(IMAGE)) {
            return JsonNodeFactory.instance.textNode(cell);
        }
        String own = byIndex.getOrDefault(cell, cell);
        if (BASE64.matcher(own).matches()) {
            return bytes(own.strip());
        }
        List<String> listed = own.startsWith("[") ? listed(own) : List.of();
        if (listed.isEmpty()) {
            return JsonNodeFactory.instance.textNode(own);
        }
        ArrayNode images = JsonNodeFactory.instance.arrayNode();
        listed.forEach(image -> images.add(bytes(image)));
        return images;
    }

    private static List<String> listed(String list) {
        return LISTED.matcher(list).results().map(found -> found.group(1)).toList();
    }

    private static JsonNode bytes(String base64) {
        return JsonNodeFactory.instance.objectNode().put("bytes", base64);
    }
}
