package dev.millrace.containers;

import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * Which images the tests run.
 *
 * <p>{@code MILLRACE_KAFKA_IMAGE} and {@code MILLRACE_REGISTRY_IMAGE} name them; the official ones are the default, those
 * that {@code infra/images/build} makes are {@code millrace-test/kafka:local} and {@code millrace-test/registry:local}.
 * With {@code MILLRACE_CONTAINERS=required} a missing Docker engine is a failure and no reason to skip.
 */
final class Images {

    private Images() {}

    static DockerImageName kafka() {
        return image("MILLRACE_KAFKA_IMAGE", "apache/kafka:4.3.1");
    }

    static DockerImageName registry() {
        return image("MILLRACE_REGISTRY_IMAGE", "apicurio/apicurio-registry-mem:2.6.13.Final");
    }

    /** Why the tests cannot run; empty if they can. */
    static Optional<String> obstacle() {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.empty();
        }
        if ("required".equals(System.getenv("MILLRACE_CONTAINERS"))) {
            throw new IllegalStateException("MILLRACE_CONTAINERS is required, but no Docker engine answers");
        }
        return Optional.of("no Docker engine answers, so the tests with containers are skipped");
    }

    private static DockerImageName image(String variable, String official) {
        String named = System.getenv(variable);
        return DockerImageName.parse(named == null || named.isBlank() ? official : named);
    }
}
