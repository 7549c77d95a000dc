package dev.millrace.monitoring.page;

import dev.millrace.schemas.avro.ImageBlob;
import dev.millrace.schemas.log.ImageArchive;
import java.time.Duration;
import java.util.Optional;

/** The images topic. As {@link ImageArchive}, for one thread at a time. */
record ArchiveSource(ImageArchive archive) implements ImageLookups.Source {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Override
    public Optional<byte[]> known(String hash) {
        return archive.known(hash).map(ArchiveSource::bytes);
    }

    @Override
    public Optional<byte[]> awaited(String hash) {
        return archive.get(hash, PATIENCE).map(ArchiveSource::bytes);
    }

    private static byte[] bytes(ImageBlob image) {
        byte[] bytes = new byte[image.getData().remaining()];
        image.getData().duplicate().get(bytes);
        return bytes;
    }

    @Override
    public void wakeup() {
        archive.wakeup();
    }

    @Override
    public void close() {
        archive.close();
    }
}
