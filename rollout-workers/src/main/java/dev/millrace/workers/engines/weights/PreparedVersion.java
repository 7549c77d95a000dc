package dev.millrace.workers.engines.weights;

import dev.millrace.policy.PolicyVersion;
import java.nio.file.Path;

/**
 * A version that lies ready for servers.
 *
 * @param name what it is called at a server
 * @param sha256 digest of its weights
 * @param folder its files
 * @param place the same folder, as servers call it
 * @param strength of an adapter, the largest of its B: 0 changes nothing; of all weights it means nothing
 */
record PreparedVersion(PolicyVersion version, String name, String sha256, Path folder, String place, double strength) {}
