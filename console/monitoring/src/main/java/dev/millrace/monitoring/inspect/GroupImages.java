package dev.millrace.monitoring.inspect;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.client.KafkaConnection;
import dev.millrace.schemas.log.ImageArchive;
import dev.millrace.schemas.topic.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the images of a group, as they were published, into files named after it. */
public final class GroupImages {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NO_CACHE = 0;

    private GroupImages() {}

    /**
     * Writes the images that the prompt names, and those that were drawn.
     *
     * @param folder is made if it is not there
     * @return the files, those of the prompt first, each kind in its order
     * @throws IllegalStateException if an image is not on its topic
     */
    public static List<Path> write(KafkaConnection connection, Topics topics, SeenGroup group, Path folder) {
        List<Path> files = new ArrayList<>();
        try (ImageArchive archive = ImageArchive.open(connection, topics, "inspect-images", NO_CACHE)) {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> wanted : named(group).entrySet()) {
                Optional<ImageBlob> image = archive.get(wanted.getValue(), PATIENCE);
                if (image.isEmpty()) {
                    throw new IllegalStateException(
                            "image " + wanted.getValue() + " of group " + group.id() + " is not on " + topics.images());
                }
                Path file = folder.resolve(wanted.getKey() + ending(image.get().getMediaType()));
                ByteBuffer data = image.get().getData().duplicate();
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                Files.write(file, bytes);
                files.add(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the images of group " + group.id() + " to " + folder, e);
        }
        return files;
    }

    /** The images' hashes by the names of their files, which have none of the slashes of the group's id. */
    static Map<String, String> named(SeenGroup group) {
        String base = group.id().replaceAll("[^A-Za-z0-9._-]", "-");
        Map<String, String> named = new LinkedHashMap<>();
        for (ImageRef reference : group.prompt().getImages()) {
            named.put(base + (named.isEmpty() ? "" : "-" + named.size()), reference.getSha256());
        }
        for (SeenResponse response : group.responses()) {
            response.drawing().ifPresent(drawing -> named.put(base + "-drawn-" + response.index(), drawing.sha256()));
        }
        return named;
    }

    static String ending(String mediaType) {
        return "." + mediaType.substring(mediaType.lastIndexOf('/') + 1).replaceAll("[^a-z0-9]", "");
    }
}
