package dev.millrace.policy.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One small file that is said instead of read.
 *
 * @param place where it would lie; messages name it, also those of files that are not there
 * @param name of the file
 * @param content of the file
 */
record GivenFile(ModelSource place, String name, String content) implements ModelSource {

    @Override
    public byte[] read(String file) {
        return find(file).orElseThrow(() -> new CheckpointException(describe(file), "the file is missing"));
    }

    @Override
    public Optional<byte[]> find(String file) {
        return has(file) ? Optional.of(content.getBytes(StandardCharsets.UTF_8)) : Optional.empty();
    }

    @Override
    public boolean has(String file) {
        return file.equals(name);
    }

    @Override
    public String describe(String file) {
        return place.describe(file);
    }
}
