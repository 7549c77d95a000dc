package dev.millrace.streams.topology;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How an instance runs.
 *
 * @param stateDir folder for Kafka Streams' own files; several instances may share it, each takes a numbered part
 * @param threads number of stream threads, at least 1
 * @param commitInterval time between commits, which is how long a finished group waits to be seen at most
 * @param earlyCommit how busy the streams may be, as a share of time, and still commit a finished group at once; 0 is never, 1
 *     always. Higher, groups are seen earlier; lower, more of them are done in a second
 * @param patience how long an instance may be in another state than running without getting anywhere before it ends and
 *     says why, at least 1 s
 * @param groupProtocol how instances share tasks
 */
public record StreamsRoleConfig(
        Path stateDir,
        int threads,
        Duration commitInterval,
        double earlyCommit,
        Duration patience,
        GroupProtocol groupProtocol) {

    /** @throws IllegalArgumentException naming the key that is out of its range */
    public StreamsRoleConfig {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, not " + threads);
        }
        if (commitInterval.toMillis() < 1) {
            throw new IllegalArgumentException("commit_interval must be at least 1 ms, not " + commitInterval);
        }
        if (!(earlyCommit >= 0 && earlyCommit <= 1)) {
            throw new IllegalArgumentException("early_commit must be from 0 to 1, not " + earlyCommit);
        }
        if (patience.toSeconds() < 1) {
            throw new IllegalArgumentException("patience must be at least 1 s, not " + patience);
        }
    }

    /** The same with state in another folder. */
    public StreamsRoleConfig in(Path folder) {
        return new StreamsRoleConfig(folder, threads, commitInterval, earlyCommit, patience, groupProtocol);
    }

    /** One thread that commits ten times a second and, while it is half idle, whenever a group is finished; state under the system's folder for temporary files. */
    public static StreamsRoleConfig defaults() {
        return new StreamsRoleConfig(
                Path.of(System.getProperty("java.io.tmpdir"), "millrace", "streams"),
                1,
                Duration.ofMillis(100),
                0.5,
                Duration.ofMinutes(2),
                GroupProtocol.STREAMS);
    }
}
