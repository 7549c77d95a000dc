package dev.millrace.runtime.config;

import dev.millrace.policy.family.EngineContext;
import dev.millrace.policy.family.RolloutEngineFactory;
import dev.millrace.policy.rollout.RolloutEngine;
import java.time.Duration;

/** A type of engines of somebody else; opened, it only says with what. */
public final class RemoteEngineFactory implements RolloutEngineFactory<RemoteEngineFactory.Remote> {

    public record Remote(String url, Duration timeout, int retries) {

        public Remote {
            if (retries < 0) {
                throw new IllegalArgumentException("retries must be at least 0, not " + retries);
            }
        }
    }

    @Override
    public String type() {
        return "remote";
    }

    @Override
    public Class<Remote> configType() {
        return Remote.class;
    }

    @Override
    public Remote defaults() {
        return new Remote("http://localhost:8000", Duration.ofSeconds(30), 2);
    }

    @Override
    public RolloutEngine open(Remote config, EngineContext context) {
        throw new IllegalStateException("opened with " + config + " and " + context.compute());
    }
}
