package dev.millrace.cli.doctor;

import dev.millrace.runtime.config.KafkaConfig;
import dev.millrace.runtime.store.StoreOwners;
import dev.millrace.schemas.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Whether another cluster keeps objects in the store under the same prefix: who writes refuses it then, and nothing is collected. */
record StoreOwnerExamination(KafkaConfig kafka) implements Examination {

    @Override
    public String subject() {
        return "object store";
    }

    /** It says which cluster this is. */
    @Override
    public boolean needsBroker() {
        return true;
    }

    @Override
    public List<Finding> examine() {
        Optional<ObjectStore> opened = kafka.connection().openStore();
        if (opened.isEmpty()) {
            return List.of();
        }
        try (ObjectStore store = opened.get()) {
            StoreOwners owners = StoreOwners.of(store, kafka.connection(), kafka.topics());
            SortedSet<String> others = owners.others();
            return others.isEmpty() ? List.of() : List.of(Finding.fault(owners.complaint(others), StoreOwners.CURE));
        } catch (IOException e) {
            return List.of(); // that it cannot be asked is the finding of another look
        }
    }
}
