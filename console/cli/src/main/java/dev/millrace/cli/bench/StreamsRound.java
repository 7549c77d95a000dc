package dev.millrace.cli.bench;

import dev.millrace.schemas.id.RunId;
import dev.millrace.schemas.topic.Durability;
import dev.millrace.streams.topology.StreamsRole;
import dev.millrace.streams.topology.StreamsRoleConfig;
import org.apache.kafka.streams.Topology;

/** Runs an application from the beginning of its topics. Belongs to one thread; the application has its own. */
final class StreamsRound implements AutoCloseable {

    private final String applicationId;
    private final StreamsRole role;
    private final Thread thread;

    /** Starts it; each round has another name, so that nothing is committed of it yet. */
    StreamsRound(BenchStack stack, StreamsRoleConfig settings, String applicationId, Topology topology) {
        this.applicationId = applicationId;
        this.role = new StreamsRole(
                stack.connection(),
                stack.topics(),
                new RunId(BenchGroups.RUN),
                new StreamsRoleConfig(
                        stack.folder(applicationId),
                        settings.threads(),
                        settings.commitInterval(),
                        settings.patience(),
                        settings.groupProtocol()),
                new Durability(1),
                applicationId,
                topology);
        this.thread = new Thread(role, applicationId + "-role");
        thread.start();
    }

    String name() {
        return applicationId;
    }

    /** CPU seconds of all its threads until now, whichever of them live. */
    double cpu() {
        return Cpu.threads(applicationId);
    }

    @Override
    public void close() {
        role.stop();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
