package dev.millrace.monitoring.page;

import dev.millrace.schemas.log.ImageArchive;
import java.time.Duration;
import java.util.Optional;

/** The images topic. As {@link ImageArchive}, for one thread at a time. */
record ArchiveSource(ImageArchive archive) implements ImageLookups.Source {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Override
    public Optional<byte[]> known(String hash) {
        return archive.met().encoded(hash);
    }

    @Override
    public Optional<byte[]> awaited(String hash) {
        return archive.awaiting(PATIENCE).encoded(hash);
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
