package dev.millrace.models.qwen.verify;

import dev.millrace.models.qwen.image.ImageSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What all models have in common: sizes of images under real limits, rendered conversations, and real tokenizers, which are
 * told by their digests.
 */
final class SharedChecks {

    private static final String SIZES = "smart_resize.json";
    private static final String TEXTS = "text_vectors.json";

    private final Path folder;
    private final Optional<Path> tokenizers;

    /** @param tokenizers a folder below which files {@code tokenizer.json} lie */
    SharedChecks(Path folder, Optional<Path> tokenizers) {
        this.folder = folder;
        this.tokenizers = tokenizers;
    }

    /** Compares nothing where the folder has no such vectors. */
    void run(Results results) {
        file(SIZES, results, tables -> {
            for (VectorNode table : tables.elements()) {
                results.attempt("sizes of images", () -> sizes(table, results));
            }
        });
        file(TEXTS, results, texts -> {
            Conversations conversations = new Conversations(texts);
            conversations.rendered(results);
            new RealTokenizers(texts, conversations, tokenizers).run(results);
        });
    }

    private interface Reading {
        void of(VectorNode root);
    }

    private void file(String name, Results results, Reading reading) {
        Path path = folder.resolve(name);
        if (Files.isRegularFile(path)) {
            results.attempt(name, () -> {
                VectorNode root = VectorNode.read(path, new LookedAt());
                reading.of(root);
                Coverage.missed(root, name, results);
            });
        }
    }

    private static void sizes(VectorNode table, Results results) {
        VectorNode rows = table.at("h_w_to_h_w");
        int factor = table.at("factor").integer();
        int least = table.at("min_pixels").integer();
        int most = table.at("max_pixels").integer();
        List<int[]> own = new ArrayList<>();
        for (int[] row : rows.lists()) {
            ImageSize size = new ImageSize(row[0], row[1]).resized(factor, least, most);
            own.add(new int[] {row[0], row[1], size.height(), size.width()});
        }
        results.equal("sizes of " + own.size() + " images, " + table.at("what").text(), own, rows);
    }
}
