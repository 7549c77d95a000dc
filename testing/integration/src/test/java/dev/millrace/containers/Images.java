package dev.millrace.containers;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/**
 * Which images the tests run.
 *
 * <p>{@code MILLRACE_KAFKA_IMAGE} and {@code MILLRACE_REGISTRY_IMAGE} name them; the official ones are the default, those
 * that {@code infra/images/build} makes are {@code millrace-test/kafka:local} and {@code millrace-test/registry:local}.
 * With {@code MILLRACE_CONTAINERS=required} a missing Docker engine or image is a failure and no reason to skip.
 */
final class Images {

    private Images() {}

    static DockerImageName kafka() {
        return image("MILLRACE_KAFKA_IMAGE", "apache/kafka:4.3.1");
    }

    static DockerImageName registry() {
        return image("MILLRACE_REGISTRY_IMAGE", "apicurio/apicurio-registry-mem:2.6.13.Final");
    }

    /** Why the tests cannot run; empty if they can. Nothing is pulled unless they are required. */
    static Optional<String> obstacle() {
        boolean required = "required".equals(System.getenv("MILLRACE_CONTAINERS"));
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            if (required) {
                throw new IllegalStateException("MILLRACE_CONTAINERS is required, but no Docker engine answers");
            }
            return Optional.of("no Docker engine answers, so the tests with containers are skipped");
        }
        return required
                ? Optional.empty()
                : Stream.of(kafka(), registry())
                        .filter(image -> !isHere(image))
                        .findFirst()
                        .map(image -> "the image " + image
                                + " is not on this machine, so the tests with containers are skipped; pull it, or make one"
                                + " with infra/images/build");
    }

    private static boolean isHere(DockerImageName image) {
        try {
            DockerClientFactory.lazyClient()
                    .inspectImageCmd(image.asCanonicalNameString())
                    .exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static DockerImageName image(String variable, String official) {
        String named = System.getenv(variable);
        return DockerImageName.parse(named == null || named.isBlank() ? official : named);
    }
}
