package dev.millrace.workers.engines.server;

/**
 * How weights get to the servers.
 *
 * @param way {@code none} leaves the servers what they were started with, for evaluations; {@code adapter} loads a folder with an
 *     adapter for each version; {@code full} replaces all weights by those of a folder
 * @param name what the names of versions at a server begin with: {@code NAME@vVERSION-DIGEST}. Runs that share a server have
 *     names of their own
 * @param folder where folders of versions are written; the servers read it too
 * @param serverFolder what that folder is called where the servers run; empty where it is called the same
 */
public record ServerWeightsConfig(Way way, String name, String folder, String serverFolder) {

    /** How weights get to servers. */
    public enum Way {
        /** Servers keep what they were started with. */
        NONE,
        /** A folder with an adapter for each version. */
        ADAPTER,
        /** A folder with all weights for each version. */
        FULL
    }

    /** @throws IllegalArgumentException that begins with the key whose value cannot be used */
    public ServerWeightsConfig {
        if (!name.matches("[A-Za-z0-9_-]{1,100}")) {
            throw new IllegalArgumentException(
                    "name must be 1 to 100 letters, digits, dashes or low lines, not '" + name + "'");
        }
        if (!serverFolder.isEmpty() && !serverFolder.startsWith("/") && !serverFolder.startsWith("${")) {
            throw new IllegalArgumentException("server_folder must be an absolute path, not '" + serverFolder + "'");
        }
    }

    /** Adapters, in a folder that has to be said. */
    public static ServerWeightsConfig defaults() {
        return new ServerWeightsConfig(Way.ADAPTER, "millrace", "", "");
    }

    /** @throws IllegalArgumentException that begins with {@code folder}, if it has to be said and is not */
    public void requireFolder() {
        if (way != Way.NONE && folder.isEmpty()) {
            throw new IllegalArgumentException(
                    "folder is not set: versions of the weights are written there, and the servers read them");
        }
    }
}
