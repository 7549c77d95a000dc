package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.schemas.failure.ErrorLine;
import dev.millrace.schemas.id.Sha256;
import dev.millrace.schemas.store.ObjectKey;
import dev.millrace.schemas.store.ObjectStore;
import dev.millrace.schemas.store.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Whether the object store keeps an object, gives it back as it was, says what it holds, and gives it up. */
record StoreExamination(KafkaConfig kafka) implements Examination {

    private static final String AREA = "doctor";

    @Override
    public String subject() {
        return "object store";
    }

    @Override
    public List<Finding> examine() {
        Optional<ObjectStore> opened = kafka.connection().openStore();
        if (opened.isEmpty()) {
            return List.of(Finding.fine("none is set: everything goes through the log"));
        }
        byte[] bytes = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
        ObjectKey key = new ObjectKey(AREA, Sha256.of(ByteBuffer.wrap(bytes)));
        try (ObjectStore store = opened.get()) {
            try {
                store.put(key, bytes.length, () -> new ByteArrayInputStream(bytes));
                new StoredObject(store, key, bytes.length).read();
                Optional<Finding> unlisted = unlisted(store);
                store.delete(key);
                return List.of(unlisted.orElseGet(() -> Finding.fine(store.name() + " keeps objects")));
            } catch (IOException e) {
                return List.of(Finding.fault(
                        store.name() + " does not keep an object: " + ErrorLine.of(e),
                        "make it writable for this user, or set kafka.store.config"));
            }
        }
    }

    /** What cannot be listed cannot be collected, and holds no checkpoints. */
    private static Optional<Finding> unlisted(ObjectStore store) {
        try {
            store.list(AREA);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    Finding.warning(
                            store.name() + " keeps objects, but does not say which: " + ErrorLine.of(e),
                            "let this user list it: copies of checkpoints (learner.checkpoint.store) and `store collect` take that"));
        }
    }
}
