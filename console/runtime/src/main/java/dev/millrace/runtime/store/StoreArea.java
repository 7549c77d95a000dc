package dev.millrace.runtime.store;

import dev.millrace.schemas.store.KeptObject;
import java.util.List;

/**
 * What lies in one area of a store, and what of it nobody names.
 *
 * @param area of the store, with those below it
 * @param objects how many lie there
 * @param bytes of them
 * @param named how many of them are named
 * @param young how many that nobody names are younger than the margin, and stay: whoever put them may be about to name them
 * @param unnamed those that nobody names and that are older
 * @param obstacle why nothing of the area is collected; empty where nothing is in the way
 */
public record StoreArea(
        String area, int objects, long bytes, int named, int young, List<KeptObject> unnamed, String obstacle) {

    public StoreArea {
        unnamed = List.copyOf(unnamed);
    }

    /** The same, of which nothing is collected, for this reason. */
    StoreArea kept(String why) {
        return new StoreArea(area, objects, bytes, named, young, List.of(), why);
    }

    /** Bytes of what nobody names. */
    public long unnamedBytes() {
        return unnamed.stream().mapToLong(KeptObject::bytes).sum();
    }

    /** Whether nothing in it is named any more: it may be that another cluster's topics were asked. */
    public boolean isForgotten() {
        return named == 0 && !unnamed.isEmpty();
    }
}
