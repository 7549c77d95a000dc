package dev.millrace.console.inspect;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.avro.ImageRef;
import dev.millrace.schemas.avro.Prompt;
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
import java.util.List;
import java.util.Optional;

/** Writes the images that a prompt names, as they were published, into files named after the group. */
public final class PromptImages {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long NO_CACHE = 0;

    private PromptImages() {}

    /**
     * Writes the images.
     *
     * @param folder is made if it is not there
     * @return the files, in the order of the images
     * @throws IllegalStateException if an image is not on its topic
     */
    public static List<Path> write(
            KafkaConnection connection, Topics topics, String group, Prompt prompt, Path folder) {
        List<Path> files = new ArrayList<>();
        try (ImageArchive archive = ImageArchive.open(connection, topics, "inspect-images", NO_CACHE)) {
            Files.createDirectories(folder);
            for (ImageRef reference : prompt.getImages()) {
                Optional<ImageBlob> image = archive.get(reference.getSha256(), PATIENCE);
                if (image.isEmpty()) {
                    throw new IllegalStateException(
                            "image " + reference.getSha256() + " of group " + group + " is not on " + topics.images());
                }
                Path file = folder.resolve(name(group, files.size(), image.get().getMediaType()));
                ByteBuffer data = image.get().getData().duplicate();
                byte[] bytes = new byte[data.remaining()];
                data.get(bytes);
                Files.write(file, bytes);
                files.add(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the images of group " + group + " to " + folder, e);
        }
        return files;
    }

    /** A name without the slashes of the group's id. */
    static String name(String group, int number, String mediaType) {
        String end = mediaType.substring(mediaType.lastIndexOf('/') + 1).replaceAll("[^a-z0-9]", "");
        return group.replaceAll("[^A-Za-z0-9._-]", "-") + (number == 0 ? "" : "-" + number) + "." + end;
    }
}
