package dev.millrace.monitoring.monitor;

import java.util.Map;

/**
 * An inference server as the workers tell of it that sample there; their own numbers are added up.
 *
 * @param name its address
 * @param workers that sample there
 * @param oldest version of the weights that it samples with for any of them; −1 where it is not known
 * @param newest the same, of the newest
 * @param inFlight answers under way there
 * @param window answers that are let be under way there
 * @param running requests that it says it works at
 * @param waiting requests that wait in it
 * @param cache part of its cache that is used, from 0 to 1
 * @param tokensPerSecond tokens that it makes a second
 * @param answers of it that were used, since the workers began
 * @param refused what of it was not used since then, by cause
 * @param state how it stands
 */
public record ServerRow(
        String name,
        int workers,
        int oldest,
        int newest,
        long inFlight,
        long window,
        long running,
        long waiting,
        double cache,
        double tokensPerSecond,
        long answers,
        Map<String, Long> refused,
        State state) {

    /** How a server stands. */
    public enum State {
        /** It is sampled at. */
        SERVES("serves"),
        /** A worker leaves it alone, since it does not answer or fails at everything. */
        AWAY("away"),
        /** A worker leaves it out, since it does not serve a version that another one does. */
        LEFT_OUT("left out");

        private final String words;

        State(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    public ServerRow {
        refused = Map.copyOf(refused);
    }

    /** The version, or the range of versions; empty where it is not known. */
    public String versions() {
        return newest < 0 ? "" : oldest == newest ? Integer.toString(newest) : oldest + " to " + newest;
    }

    /** What was not used, in all. */
    public long refusedInAll() {
        return refused.values().stream().mapToLong(Long::longValue).sum();
    }
}
