package dev.millrace.runtime.provision;

import dev.millrace.runtime.store.StoreOwners;
import dev.millrace.schemas.failure.UsageException;
import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What who writes to an object store does first: sees that it is no other cluster's, and marks it as its own. A store that does not say
 * what it holds is marked all the same; nothing of it can be collected.
 */
record StoreClaim(StoreOwners owners) {

    private static final Logger log = LoggerFactory.getLogger(StoreClaim.class);

    /**
     * Tries it once.
     *
     * @return what is missing, where the store does not take the mark now
     * @throws UsageException if another cluster keeps objects there under the same prefix
     */
    Optional<Readiness.Lack> look() {
        Optional<IOException> unlisted = refuseOthers();
        try {
            owners.mark();
        } catch (IOException e) {
            String store = owners.store().name();
            return Optional.of(new Readiness.Lack(
                    "the object store " + store,
                    store + " does not keep an object: " + e.getMessage()
                            + "; make it writable for this user, or set kafka.store.config"));
        }
        unlisted.ifPresent(e -> log.atWarn()
                .addKeyValue("store", owners.store().name())
                .setCause(e)
                .log("the store does not say whether another cluster keeps objects in it"));
        return Optional.empty();
    }

    private Optional<IOException> refuseOthers() {
        SortedSet<String> others;
        try {
            others = owners.others();
        } catch (IOException e) {
            return Optional.of(e);
        }
        if (!others.isEmpty()) {
            throw new UsageException(owners.complaint(others) + "; " + StoreOwners.CURE);
        }
        return Optional.empty();
    }
}
