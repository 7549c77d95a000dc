package dev.millrace.streams.metrics;

import dev.millrace.schemas.avro.Rewind;
import dev.millrace.schemas.lineage.Lineages;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The rewinds of a run, as far as one part has read of them; kept in a store. Belongs to its stream thread. */
final class KnownRewinds {

    private final KeyValueStore<Long, byte[]> store;
    private Lineages lineages;

    KnownRewinds(KeyValueStore<Long, byte[]> store) {
        this.store = store;
        List<Rewind> all = new ArrayList<>();
        try (KeyValueIterator<Long, byte[]> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<Long, byte[]> entry = entries.next();
                if (LearnerEvent.decode(entry.value) instanceof LearnerEvent.Rewound rewound) {
                    all.add(rewound.rewind());
                }
            }
        }
        lineages = Lineages.asFarAsKnown(all);
    }

    /**
     * Takes note of one.
     *
     * @return false if it was known
     */
    boolean add(Rewind rewind) {
        if (rewind.getLineage() <= lineages.current()) {
            return false;
        }
        store.put((long) rewind.getLineage(), new LearnerEvent.Rewound(rewind).encode());
        List<Rewind> all = new ArrayList<>(lineages.rewinds());
        all.add(rewind);
        lineages = Lineages.asFarAsKnown(all);
        return true;
    }

    Lineages lineages() {
        return lineages;
    }
}
