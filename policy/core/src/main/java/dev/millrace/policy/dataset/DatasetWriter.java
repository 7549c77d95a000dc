package dev.millrace.policy.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.PngCodec;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a data set as a folder: {@value #FILE} and an image file for each different image, named by its digest. What is
 * written is what {@link DatasetReader} reads. For one thread. The file of rows appears with {@link #finish}; closed
 * without it, for instance by an exception, this leaves no file that would pass for a whole set.
 */
public final class DatasetWriter implements AutoCloseable {

    /** The name of the file of rows in the folder. */
    public static final String FILE = "prompts.jsonl";

    private static final String IMAGES = "images";

    private final Path folder;
    private final Path file;
    private final Path part;
    private final BufferedWriter rows;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> imageNames = new HashSet<>();

    private boolean finished;

    private DatasetWriter(Path folder, Path file, Path part, BufferedWriter rows) {
        this.folder = folder;
        this.file = file;
        this.part = part;
        this.rows = rows;
    }

    /**
     * Begins a data set in a folder, which is made if it does not exist.
     *
     * @throws DatasetException if a data set is there already or the folder cannot be written
     */
    public static DatasetWriter create(Path folder) {
        return create(folder, FILE);
    }

    /**
     * Begins a data set whose file of rows has another name; several in a folder share their images.
     *
     * @throws DatasetException as {@link #create(Path)}
     */
    public static DatasetWriter create(Path folder, String name) {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            throw problem(file, DatasetProblem.WHOLE_FILE, "exists already; name another folder or remove it", null);
        }
        try {
            Files.createDirectories(folder.resolve(IMAGES));
            Path part = folder.resolve(name + ".part");
            return new DatasetWriter(folder, file, part, Files.newBufferedWriter(part, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw problem(file, DatasetProblem.WHOLE_FILE, "cannot be written (" + e + ")", e);
        }
    }

    /** Writes a whole data set and returns its file of rows. */
    public static Path write(Path folder, Iterable<DatasetEntry> entries) {
        return write(folder, FILE, entries);
    }

    /** As {@link #write(Path, Iterable)}, under another name. */
    public static Path write(Path folder, String name, Iterable<DatasetEntry> entries) {
        try (DatasetWriter writer = create(folder, name)) {
            entries.forEach(writer::add);
            return writer.finish();
        }
    }

    /**
     * Appends an entry and those of its images that are not written yet.
     *
     * @throws DatasetException if its id has appeared, an image is not PNG, its rules are not in GenEval's form, or the
     *     disk refuses
     */
    public void add(DatasetEntry entry) {
        try {
            if (ids.contains(entry.id())) {
                throw new RowException("the id \"" + entry.id() + "\" has been written already");
            }
            ObjectNode row = RowWriter.row(entry);
            ArrayNode names = JsonNodeFactory.instance.arrayNode();
            for (EncodedImage image : entry.images()) {
                names.add(writeImage(image));
            }
            row.set("images", names);
            rows.write(row.toString());
            rows.write('\n');
            ids.add(entry.id());
        } catch (RowException e) {
            throw problem(file, ids.size() + 1, e.what(), e);
        } catch (IOException e) {
            throw problem(file, ids.size() + 1, "cannot be written (" + e + ")", e);
        }
    }

    /**
     * Ends the data set and returns its file of rows.
     *
     * @throws DatasetException if no entry was added or the disk refuses
     */
    public Path finish() {
        if (ids.isEmpty()) {
            throw problem(file, DatasetProblem.WHOLE_FILE, "would have no rows; a data set has at least one", null);
        }
        try {
            rows.close();
            Files.move(part, file);
            finished = true;
            return file;
        } catch (IOException e) {
            throw problem(file, DatasetProblem.WHOLE_FILE, "cannot be written to its end (" + e + ")", e);
        }
    }

    /** Releases the file; what was added without {@link #finish} is no data set. */
    @Override
    public void close() {
        if (finished) {
            return;
        }
        try {
            rows.close();
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw problem(part, DatasetProblem.WHOLE_FILE, "cannot be closed and removed (" + e + ")", e);
        }
    }

    private String writeImage(EncodedImage image) throws IOException, RowException {
        if (!image.mediaType().equals(PngCodec.MEDIA_TYPE)) {
            throw new RowException("an image is " + image.mediaType() + "; data sets hold " + PngCodec.MEDIA_TYPE);
        }
        String name = IMAGES + "/" + image.digest() + ".png";
        if (imageNames.add(name)) {
            Files.write(folder.resolve(name), image.toBytes());
        }
        return name;
    }

    private static DatasetException problem(Path file, long line, String what, @Nullable Throwable cause) {
        return new DatasetException(new DatasetProblem(file.toString(), line, RowFault.MALFORMED, what), cause);
    }
}
