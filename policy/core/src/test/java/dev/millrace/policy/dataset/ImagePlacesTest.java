package dev.millrace.policy.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.policy.image.EncodedImage;
import dev.millrace.policy.image.ImageLimits;
import dev.millrace.policy.image.PngCodec;
import dev.millrace.policy.image.RgbImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePlacesTest {

    private static final EncodedImage IMAGE = PngCodec.encode(RgbImage.of(1, 1, new byte[] {1, 2, 3}));
    private static final ImageLimits LIMITS = ImageLimits.defaults();

    @TempDir
    private Path folder;

    @Test
    void shouldFollowLinksIntoTheFolderThatWasNamedOnly() throws IOException {
        // Given: a cache of a hub, where names are links to blobs
        Path blobs = Files.createDirectories(folder.resolve("blobs"));
        Path snapshot = Files.createDirectories(folder.resolve("snapshots/1"));
        Files.write(blobs.resolve("ab12"), IMAGE.toBytes());
        Files.createSymbolicLink(snapshot.resolve("a.png"), blobs.resolve("ab12"));
        Files.createSymbolicLink(snapshot.resolve("b.png"), Path.of("/etc/hostname"));
        ImageFolder allowed = new ImageFolder(snapshot, Optional.of(blobs), LIMITS);

        // When
        byte[] bytes = read(allowed, "a.png");

        // Then
        assertThat(bytes).isEqualTo(IMAGE.toBytes());
        assertThatThrownBy(() -> read(allowed, "b.png")).hasMessageContaining("a link out of the folder");
        assertThatThrownBy(() -> read(new ImageFolder(snapshot, Optional.empty(), LIMITS), "a.png"))
                .hasMessageContaining("data.links_root");
    }

    @Test
    void shouldTakeAnAbsolutePathWithinTheRoot() throws IOException {
        // Given
        Path file = Files.write(folder.resolve("a.png"), IMAGE.toBytes());

        // When
        byte[] bytes = read(new ImageFolder(folder, Optional.empty(), LIMITS), file.toString());

        // Then
        assertThat(bytes).isEqualTo(IMAGE.toBytes());
    }

    @Test
    void shouldReadAnArchiveFromItsRoot() throws IOException {
        // Given
        Path zip = zip(new byte[0], IMAGE.toBytes());

        // When
        try (ImageArchive archive = ImageArchive.open(zip, "data", LIMITS)) {

            // Then
            assertThat(read(archive, "1.png")).isEqualTo(IMAGE.toBytes());
            assertThatThrownBy(() -> read(archive, "2.png"))
                    .hasMessageContaining("image \"2.png\" is not in " + zip + " (looked for data/2.png)");
            assertThatThrownBy(() -> read(archive, "../x")).hasMessageContaining("is not in");
        }
    }

    @Test
    void shouldNotUnpackABomb() throws IOException {
        // Given: 32 MB of zeros, in 32 kB
        Path zip = zip(new byte[32 << 20]);

        // When / Then
        try (ImageArchive archive = ImageArchive.open(zip, "data", LIMITS)) {
            assertThatThrownBy(() -> read(archive, "0.png"))
                    .hasMessageContaining("unpacks to 33554432, which no image does; it is not unpacked");
        }
    }

    @Test
    void shouldUnpackNoMoreThanAnImageMayHave() throws IOException {
        // Given
        Path zip = zip(PngCodec.encode(noise()).toBytes());

        // When / Then
        try (ImageArchive archive = ImageArchive.open(zip, "data", new ImageLimits(1_000, 100, 10_000))) {
            assertThatThrownBy(() -> read(archive, "0.png")).hasMessageContaining("more bytes than the limit of 1000");
        }
    }

    @Test
    void shouldSayThatAnArchiveCannotBeRead() throws IOException {
        Path none = Files.writeString(folder.resolve("none.zip"), "no zip");

        assertThatThrownBy(() -> ImageArchive.open(none, "", LIMITS))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(none + ": cannot be read as the archive of images")
                .hasMessageContaining("data.image_archive");
    }

    @Test
    void shouldKeepImagesInAFileBeyondABound() {
        // Given
        EncodedImage large = PngCodec.encode(noise());
        ImageSpill spill = new ImageSpill(IMAGE.size());

        // When
        List<EncodedImage> kept = List.of(spill.keep(IMAGE), spill.keep(large), spill.keep(large));

        // Then
        assertThat(kept).containsExactly(IMAGE, large, large);
        assertThat(kept.get(1)).isNotSameAs(large).isSameAs(kept.get(2));
        assertThat(kept.get(1).toBytes()).isEqualTo(large.toBytes());
        assertThat(kept.get(0)).isSameAs(IMAGE);
    }

    private static RgbImage noise() {
        byte[] bytes = new byte[30 * 30 * 3];
        new java.util.Random(1).nextBytes(bytes);
        return RgbImage.of(30, 30, bytes);
    }

    private Path zip(byte[]... images) throws IOException {
        Path zip = folder.resolve("images.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(file)) {
            for (int i = 0; i < images.length; i++) {
                entries.putNextEntry(new ZipEntry("data/" + i + ".png"));
                entries.write(images[i]);
            }
        }
        return zip;
    }

    /** Its checked exception as one that tests need not declare. */
    private static byte[] read(ImagePlace place, String name) {
        try {
            return place.read(name);
        } catch (RowException e) {
            throw new IllegalArgumentException(e.what(), e);
        }
    }
}
